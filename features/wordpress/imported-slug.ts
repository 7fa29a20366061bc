import slugify from "@sindresorhus/slugify";
import { maxSlugLength, slugPattern } from "#lib/slug.ts";
import { decodePercentEncoding } from "#lib/url-text.ts";

/**
 * Converts WordPress's slug: unchanged if it is valid here, else decoded (`%c3%a9`), transliterated and hyphenated. ""
 * if nothing remains.
 */
export function toImportedSlug(text: string): string {
  if (slugPattern.test(text) && text.length <= maxSlugLength) return text;
  const slug = slugify(decodePercentEncoding(text).normalize("NFC"), { decamelize: false });
  return slug.slice(0, maxSlugLength).replace(/-$/, "");
}
