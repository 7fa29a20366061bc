import { createDefaultCacheHandler } from "next/dist/server/lib/cache-handlers/default.js";
import { clears } from "./shared.ts";

/** Bytes of 'use cache' results kept in memory. */
const mostBytes = 32 * 1024 * 1024;

const inner = createDefaultCacheHandler(mostBytes);

/**
 * Next's own in-memory store of 'use cache' results (`cacheHandlers.default`), which also tells the page server what was
 * cleared. Next's manifest of tags is written first: a render begun by the page server right after must find it.
 */
const dataStore: typeof inner = {
  ...inner,
  async updateTags(tags, durations) {
    const done = inner.updateTags(tags, durations);
    // `revalidateTag(tag, "max")` only marks stale: readers may keep the page while Next makes the next one.
    if (durations === undefined || durations.expire === 0) clears.mark(tags);
    await done;
  },
};

export default dataStore;

/** Expires tags in this process: Next's data, Next's pages and the page server's, at once and without a request. */
export function expireTags(tags: string[]): Promise<void> {
  return dataStore.updateTags(tags);
}
