import { createRequire } from "node:module";
import type FileSystemCache from "next/dist/server/lib/incremental-cache/file-system-cache.js";
import { cacheTagsHeader } from "./internals.ts";
import { invalidations, renderNotes, wholeRenders } from "./shared-state.ts";

// This is CommonJS with a default export: an `import` of it returns the namespace, not the class that its types declare.
const loaded: { default: typeof FileSystemCache } = createRequire(import.meta.url)(
  "next/dist/server/lib/incremental-cache/file-system-cache.js",
);

function tagsOf(value: unknown): string[] | undefined {
  if (typeof value !== "object" || value === null || !("headers" in value)) return undefined;
  const headers = value.headers;
  if (typeof headers !== "object" || headers === null || !(cacheTagsHeader in headers)) return [];
  const list = headers[cacheTagsHeader];
  return typeof list === "string" ? list.split(",") : [];
}

const isAbsent = (value: unknown) =>
  typeof value === "object" && value !== null && "status" in value && value.status === 404;

/**
 * Next's own store of finished pages (`cacheHandler`), with four differences:
 * - It records the page's tags for the page server, because Next strips them from its responses.
 * - It does not store a page whose tags were invalidated during its render: Next would treat the page as newer than the invalidation and serve it for a day.
 * - It finds nothing for a page that is rendered for one client (see `wholeRenders`).
 * - It does not store 404s: each unknown address would be one more page in memory. The page server stores a few for a short time.
 */
export default class IncrementalCacheHandler extends loaded.default {
  override async get(...args: Parameters<FileSystemCache["get"]>): ReturnType<FileSystemCache["get"]> {
    if (wholeRenders.getStore()) return null;
    const found = await super.get(...args);
    const notes = renderNotes.getStore();
    if (notes && found?.value) notes.tags = tagsOf(found.value);
    return found;
  }

  override async set(...args: Parameters<FileSystemCache["set"]>): Promise<void> {
    const value = args[1];
    const tags = tagsOf(value);
    const notes = renderNotes.getStore();
    if (notes) {
      notes.tags = tags;
      if (invalidations.isInvalidatedSince(tags, notes.snapshot.since)) return;
    }
    if (isAbsent(value)) return;
    await super.set(...args);
  }
}
