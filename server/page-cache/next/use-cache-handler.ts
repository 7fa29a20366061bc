import { createDefaultCacheHandler } from "next/dist/server/lib/cache-handlers/default.js";
import type { Urgency } from "#db/invalidation.ts";
import { invalidations, pendingWrites, renderNotes } from "./shared-state.ts";

/** Bytes of 'use cache' results in memory. */
const maxBytes = 32 * 1024 * 1024;

const inner = createDefaultCacheHandler(maxBytes);

/**
 * Next's own in-memory store of 'use cache' results (`cacheHandlers.default`), which also tells the page server what
 * was invalidated. Next's manifest of tags is written first: a render that the page server begins right after must find
 * it.
 */
const useCacheHandler: typeof inner = {
  ...inner,
  async get(key, softTags) {
    const found = await inner.get(key, softTags);
    if (!found) pendingWrites.asked(key);
    renderNotes.getStore()?.read?.found(key, found?.tags);
    return found;
  },
  async set(key, pending) {
    const notes = renderNotes.getStore();
    try {
      const entry = await pending;
      notes?.read?.made(key, entry.tags);
      // Computed from data older than an invalidation: Next would date it after that and serve it for a day.
      if (!invalidations.isInvalidatedSince(entry.tags, await pendingWrites.storing(key)))
        await inner.set(key, pending);
      // Not waited for: it ends when whoever reads the same bytes has.
      else entry.value.cancel().catch(() => {});
    } finally {
      pendingWrites.made(key);
    }
  },
  async updateTags(tags, durations) {
    // `revalidateTag(tag, "max")` only marks stale: readers may keep the page while Next makes the next one.
    if (durations !== undefined && durations.expire !== 0) return inner.updateTags(tags, durations);
    // `updateTag` gives no durations; `updateTagSoon` (lib/cache.ts) an expiry of nothing. To Next both are the same.
    await expireTags(tags, durations === undefined ? "now" : "soon");
    // Next waits for this before it renders an action's own response.
    await pendingWrites.settled();
  },
};

export default useCacheHandler;

/**
 * Expires tags in this process, without a request: Next's data and pages at once, the page server's as soon as
 * required. Next's manifest is written first: a new render finds the new data, even where the old page may still be
 * shown.
 */
export async function expireTags(tags: string[], urgency: Urgency): Promise<void> {
  const done = inner.updateTags(tags);
  invalidations.record(tags, urgency);
  await done;
}
