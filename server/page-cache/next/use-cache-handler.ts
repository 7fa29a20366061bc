import { createDefaultCacheHandler } from "next/dist/server/lib/cache-handlers/default.js";
import type { Urgency } from "#db/invalidation.ts";
import { invalidations, pendingWrites, renderNotes } from "./shared-state.ts";

/** Maximum size of all 'use cache' results in memory, in bytes. */
const maxBytes = 32 * 1024 * 1024;

const inner = createDefaultCacheHandler(maxBytes);

/**
 * Next's own in-memory store of 'use cache' results (`cacheHandlers.default`), which also reports invalidations to the
 * page server. Next's manifest of tags is updated first, because a render that the page server begins right afterwards
 * must see it.
 */
const useCacheHandler: typeof inner = {
  ...inner,
  async get(key, softTags) {
    const found = await inner.get(key, softTags);
    if (!found) pendingWrites.recordMiss(key);
    renderNotes.getStore()?.read?.found(key, found?.tags);
    return found;
  },
  async set(key, pending) {
    const notes = renderNotes.getStore();
    try {
      const entry = await pending;
      notes?.read?.stored(key, entry.tags);
      // Data computed from data older than an invalidation are not stored: Next would date them after it and serve them
      // for a day.
      if (!invalidations.isInvalidatedSince(entry.tags, await pendingWrites.storing(key)))
        await inner.set(key, pending);
      // Not awaited: it resolves when the other reader of the same bytes has finished.
      else entry.value.cancel().catch(() => {});
    } finally {
      pendingWrites.complete(key);
    }
  },
  async updateTags(tags, durations) {
    // `revalidateTag(tag, "max")` only marks entries as stale: readers may get the old page while Next renders the next
    // one.
    if (durations !== undefined && durations.expire !== 0) return inner.updateTags(tags, durations);
    // `updateTag` passes no durations; `updateTagSoon` (lib/cache.ts) passes an expiry of 0. Next treats both the same.
    await expireTags(tags, durations === undefined ? "now" : "soon");
    // Next waits for this before it renders an action's own response.
    await pendingWrites.settled();
  },
};

export default useCacheHandler;

/**
 * Expires tags in this process, without a request: Next's data and pages immediately, the page server's according to
 * `urgency`. Next's manifest is updated first, so that a new render finds the new data even while the old page may
 * still be shown.
 */
export async function expireTags(tags: string[], urgency: Urgency): Promise<void> {
  const done = inner.updateTags(tags);
  invalidations.record(tags, urgency);
  await done;
}
