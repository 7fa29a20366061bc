import slugify from "@sindresorhus/slugify";
import { decodePercent } from "#lib/url-text.ts";

/** Longest slug of an article (the table's check); room is left for "-2". */
const longest = 190;

/**
 * A slug from WordPress's: kept as it is where it fits ours, else decoded (`%c3%a9`), transliterated and hyphenated. "" when nothing is left.
 */
export function toSlug(text: string): string {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) && text.length <= longest) return text;
  const slug = slugify(decodePercent(text).normalize("NFC"), { decamelize: false });
  return slug.slice(0, longest).replace(/-$/, "");
}

/** The first of `base`, `base-2`, `base-3` … that `isTaken` does not know. */
export async function freeSlug(base: string, isTaken: (slug: string) => Promise<boolean> | boolean): Promise<string> {
  let slug = base;
  for (let number = 2; await isTaken(slug); number += 1) slug = `${base}-${number}`;
  return slug;
}
