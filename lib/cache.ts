import { cacheLife, cacheTag, revalidateTag } from "next/cache";
import { everythingTag } from "#db/invalidation.ts";

/**
 * Call this first in each function of a `cached.ts` (below 'use cache'): the result is cached until one of its tags is invalidated. `everythingTag`
 * is added so that a start can expire everything that an earlier run of the site stored.
 */
export function tagged(...tags: string[]): void {
  cacheLife("tagged");
  cacheTag(everythingTag, ...tags);
}

/**
 * Call it in an action after something was added and invalidated with urgency `soon`. The action's own response shows it,
 * as after `updateTag`, and so does every page that a signed-in reader requests; for others see `Urgency`.
 * use-cache-handler.ts recognises it by its empty expiry.
 */
export function updateTagSoon(tag: string): void {
  revalidateTag(tag, { expire: 0 });
}
