import slugify from "@sindresorhus/slugify";
import { maxSlugLength, slugPattern } from "#lib/slug.ts";
import { decodePercentEncoding } from "#lib/url-text.ts";
import { toPlainLine } from "./body/plain-line.ts";

/**
 * Converts WordPress's slug: unchanged if it is valid here, else decoded (`%c3%a9`), transliterated and hyphenated. ""
 * if nothing remains.
 */
export function toImportedSlug(text: string): string {
  if (slugPattern.test(text) && text.length <= maxSlugLength) return text;
  const slug = slugify(decodePercentEncoding(text).normalize("NFC"), { decamelize: false });
  return slug.slice(0, maxSlugLength).replace(/-$/, "");
}

/** The slug that an item asks for: its name, else its title, else its id, which may be any text. */
export function proposeSlug(
  { id, name, title }: { id: string; name: string; title: string },
  kind: "article" | "page",
): string {
  return toImportedSlug(name) || toImportedSlug(toPlainLine(title)) || toImportedSlug(`${kind}-${id}`);
}
