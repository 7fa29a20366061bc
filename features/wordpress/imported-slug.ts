import slugify from "@sindresorhus/slugify";
import { maxSlugLength, slugPattern } from "#lib/slug.ts";
import { decodePercentEncoding } from "#lib/url-text.ts";

/**
 * A slug from WordPress's: kept as it is where it fits ours, else decoded (`%c3%a9`), transliterated and hyphenated. "" when nothing is left.
 */
export function toImportedSlug(text: string): string {
  if (slugPattern.test(text) && text.length <= maxSlugLength) return text;
  const slug = slugify(decodePercentEncoding(text).normalize("NFC"), { decamelize: false });
  return slug.slice(0, maxSlugLength).replace(/-$/, "");
}
