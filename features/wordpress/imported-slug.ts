import slugify from "@sindresorhus/slugify";
import { decodePercentEncoding } from "#lib/url-text.ts";

/** Longest slug of an article (the table's check); room is left for "-2". */
const maxSlugLength = 190;

/**
 * A slug from WordPress's: kept as it is where it fits ours, else decoded (`%c3%a9`), transliterated and hyphenated. "" when nothing is left.
 */
export function toImportedSlug(text: string): string {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) && text.length <= maxSlugLength) return text;
  const slug = slugify(decodePercentEncoding(text).normalize("NFC"), { decamelize: false });
  return slug.slice(0, maxSlugLength).replace(/-$/, "");
}

/** The first of `base`, `base-2`, `base-3` … that `isTaken` does not know. */
export async function findFreeSlug(
  base: string,
  isTaken: (slug: string) => Promise<boolean> | boolean,
): Promise<string> {
  let slug = base;
  for (let number = 2; await isTaken(slug); number += 1) slug = `${base}-${number}`;
  return slug;
}
