import { cacheLife, cacheTag, revalidateTag } from "next/cache";
import { everythingTag } from "#db/invalidation.ts";

/**
 * First line of each function in a `cached.ts` (below its 'use cache'): fresh until one of its tags is cleared.
 * `everythingTag` comes along, so that a start can expire whatever an earlier life of the site had stored.
 */
export function tagged(...tags: string[]): void {
  cacheLife("tagged");
  cacheTag(everythingTag, ...tags);
}

/**
 * In an action, after something was added and `announce`d as `soon`: its own answer shows it, as after `updateTag`, and so does every page that
 * a signed-in reader asks for; for the others see `Urgency`. An expiry of nothing is how next-data-store.ts tells it from `updateTag`.
 */
export function updateTagSoon(tag: string): void {
  revalidateTag(tag, { expire: 0 });
}
