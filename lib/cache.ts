import { cacheLife, cacheTag } from "next/cache";
import { everythingTag } from "#db/changes.ts";

/**
 * First line of each function in a `cached.ts` (below its 'use cache'): fresh until one of its tags is cleared.
 * `everythingTag` comes along, so that a start can expire whatever an earlier life of the site had stored.
 */
export function tagged(...tags: string[]): void {
  cacheLife("tagged");
  cacheTag(everythingTag, ...tags);
}
