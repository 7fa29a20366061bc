import { AsyncLocalStorage } from "node:async_hooks";
import { InvalidationLog } from "../invalidation-log.ts";
import type { DataTags } from "./data-tags.ts";
import { PendingCacheWrites, type RenderSnapshot } from "./pending-cache-writes.ts";

/** What one render learns about itself from Next's stores while it runs. */
export interface RenderNotes {
  readonly snapshot: RenderSnapshot;
  /** The tags of the page that Next served or made; undefined until its store is asked. */
  tags: string[] | undefined;
  /** Of a render in one pass, which asks no store of pages: what the data that it read depends on. */
  read?: DataTags;
}

interface Shared {
  clears: InvalidationLog;
  fills: PendingCacheWrites;
  notes: AsyncLocalStorage<RenderNotes>;
  wholeRenders: AsyncLocalStorage<true>;
}

declare global {
  // Next imports our cache handlers by file address and the server by package import: one state for both, however they are loaded.
  var vigiePageCache: Shared | undefined;
}

globalThis.vigiePageCache ??= makeShared();

function makeShared(): Shared {
  const log = new InvalidationLog();
  return {
    clears: log,
    fills: new PendingCacheWrites(log),
    notes: new AsyncLocalStorage<RenderNotes>(),
    wholeRenders: new AsyncLocalStorage<true>(),
  };
}

/** The process's one log of invalidated tags. */
export const invalidations = globalThis.vigiePageCache.clears;

/** The process's one list of data that are being computed. */
export const pendingWrites = globalThis.vigiePageCache.fills;

/** The notes of the render that is running, set by `render.ts`. */
export const renderNotes = globalThis.vigiePageCache.notes;

/**
 * Set while Next answers one client with a document of its own. Next would begin with the page's stored shell and resume the rest: the
 * status is 200 before the page has said 404, 401, 403 or where else to go, and a form sent without JavaScript loses what its action
 * returned (seen in 16.4.6). Without a shell it renders the page whole.
 */
export const wholeRenders = globalThis.vigiePageCache.wholeRenders;
