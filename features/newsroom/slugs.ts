import slugify from "@sindresorhus/slugify";
import { longestSlug } from "./rules.ts";

/** A title as an address: "L’été à Paris" is "l-ete-a-paris". "" when nothing of it can be. */
export function toSlug(text: string): string {
  const slug = slugify(text.normalize("NFC"), { decamelize: false });
  return slug.slice(0, longestSlug).replace(/-$/, "");
}

/** The first of `base`, `base-2`, `base-3` … that is free. */
export async function freeSlug(base: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  let slug = base;
  for (let number = 2; await isTaken(slug); number += 1) slug = `${base}-${number}`;
  return slug;
}
