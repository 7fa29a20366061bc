import { AsyncLocalStorage } from "node:async_hooks";
import { InvalidationLog } from "../invalidation-log.ts";
import type { DataTags } from "./data-tags.ts";
import { PendingCacheWrites, type RenderSnapshot } from "./pending-cache-writes.ts";

/** What Next's stores record about one render while it runs. */
export interface RenderNotes {
  readonly snapshot: RenderSnapshot;
  /** The tags of the page that Next served or rendered; undefined until Next asks its store. */
  tags: string[] | undefined;
  /** For a render in one pass, which asks no store of pages: the tags of the data that it read. */
  read?: DataTags;
}

interface Shared {
  invalidations: InvalidationLog;
  pendingWrites: PendingCacheWrites;
  notes: AsyncLocalStorage<RenderNotes>;
  wholeRenders: AsyncLocalStorage<true>;
}

declare global {
  // Next imports our cache handlers by file address and the server by package import. This makes both use one state.
  var vigiePageCache: Shared | undefined;
}

globalThis.vigiePageCache ??= makeShared();

function makeShared(): Shared {
  const log = new InvalidationLog();
  return {
    invalidations: log,
    pendingWrites: new PendingCacheWrites(log),
    notes: new AsyncLocalStorage<RenderNotes>(),
    wholeRenders: new AsyncLocalStorage<true>(),
  };
}

/** The process's only log of invalidated tags. */
export const invalidations = globalThis.vigiePageCache.invalidations;

/** The process's only list of data that are being computed. */
export const pendingWrites = globalThis.vigiePageCache.pendingWrites;

/** The notes of the current render, set by `render.ts`. */
export const renderNotes = globalThis.vigiePageCache.notes;

/**
 * Set while Next renders a document for one client. Next would otherwise begin with the page's stored shell and resume the rest: the status would be
 * 200 before the page returns 404, 401, 403 or a redirect, and a form sent without JavaScript would lose the result of its action (seen in 16.4.6).
 * Without a shell Next renders the whole page.
 */
export const wholeRenders = globalThis.vigiePageCache.wholeRenders;
