import { AsyncLocalStorage } from "node:async_hooks";
import { ClearLog } from "./clear-log.ts";

/** What one render learns about itself from Next's stores while it runs. */
export interface RenderNotes {
  /** The clear log's number when the render began. */
  readonly since: number;
  /** The tags of the page that Next served or made; undefined until its store is asked. */
  tags: string[] | undefined;
}

interface Shared {
  clears: ClearLog;
  notes: AsyncLocalStorage<RenderNotes>;
  postbacks: AsyncLocalStorage<true>;
}

declare global {
  // Next imports our cache handlers by file address and the server by package import: one state for both, however they are loaded.
  var vigiePageCache: Shared | undefined;
}

globalThis.vigiePageCache ??= {
  clears: new ClearLog(),
  notes: new AsyncLocalStorage<RenderNotes>(),
  postbacks: new AsyncLocalStorage<true>(),
};

/** The process's one log of cleared tags. */
export const clears = globalThis.vigiePageCache.clears;

/** The notes of the render that is running, set by `next-render.ts`. */
export const renderNotes = globalThis.vigiePageCache.notes;

/**
 * Set while Next answers a form sent without JavaScript. Next would resume such an answer from the page's stored shell and lose what the
 * action returned (the resumed HTML gets no form state, seen in 16.4.6); without a shell it renders the page whole, refusal included.
 */
export const postbacks = globalThis.vigiePageCache.postbacks;
