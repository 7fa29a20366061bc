import type { AddedChange } from "#db/commit-hooks.ts";
import type { DatabaseState } from "#db/database-watch.ts";
import type { Invalidation } from "#db/invalidation.ts";
import type { ThreadFigures } from "#lib/metrics/thread-metrics.ts";
import type { ParserQueue } from "#lib/parsing/parse-in-worker.ts";
import type { ParserOutcome } from "#lib/parsing/parser-pool.ts";
import type { ParserTask } from "#lib/parsing/parser-thread.ts";
import type { PageKey } from "../page-cache/key.ts";
import type { RenderedPage } from "../page-cache/page-renderer.ts";
import type { TracingSettings } from "../tracing/tracing-settings.ts";

/**
 * The messages between the two threads. Each direction is one ordered channel, on which the cache's rules rely: an
 * invalidation arrives before every request, render and response that is sent after it.
 */

/** One connection between the threads, with the bytes of one request and its response. */
export type ConnectionMessage =
  | { type: "data"; id: number; chunk: Uint8Array<ArrayBuffer> }
  /** These bytes have been read: the sender may send more. */
  | { type: "read"; id: number; bytes: number }
  | { type: "end"; id: number }
  | { type: "close"; id: number };

type InvalidationMessage = { type: "invalidation" } & Invalidation;

/** What the main thread sends to the render thread. */
export type MessageToRenderThread =
  | ConnectionMessage
  | InvalidationMessage
  /**
   * Opens a connection for a request. `result`: that of its form's action, if the main thread has run it. `isFresh`:
   * the request is handled without kept values.
   */
  | { type: "connect"; id: number; result: unknown; isFresh: boolean; trace: string | undefined }
  /** `sources`: the fingerprints of the pages that the main thread has and this render may return. */
  | {
      type: "render";
      id: number;
      key: PageKey;
      sources: readonly string[];
      /** From the primary, whatever the replica. */
      isFromPrimary: boolean;
      trace: string | undefined;
    }
  | { type: "parsed"; id: number; outcome: ParserOutcome | undefined; message: string }
  | { type: "databaseState"; state: DatabaseState }
  /** Shared pages are rendered from this replica from now on; undefined: from the primary. */
  | { type: "readFrom"; url: string | undefined }
  | { type: "ping" }
  /** Asks for what the thread counted. `restart`: its peaks are measured anew from now. */
  | { type: "measure"; id: number; restart: boolean }
  | { type: "stop" };

/** What the render thread sends to the main thread. */
export type MessageToMainThread =
  | ConnectionMessage
  | InvalidationMessage
  /** Transactions of the thread have committed these changes, and the thread has recorded them. */
  | { type: "committed"; changes: readonly AddedChange[] }
  /** Transactions of the thread have written the change log. */
  | { type: "announce" }
  | { type: "ready" }
  /** The thread has finished its work on a connection's request, also if the client left. */
  | { type: "handled"; id: number }
  | { type: "rendered"; id: number; page: RenderedPage | undefined; message: string }
  | { type: "parse"; id: number; queue: ParserQueue; task: ParserTask; client: string }
  | { type: "databaseFailures"; count: number }
  | { type: "suspectDatabase" }
  | { type: "logLine"; line: string }
  | { type: "measured"; id: number; figures: ThreadFigures }
  | { type: "pong" };

/** Sends a message; the buffers in `transfer` move to the other thread without a copy. */
export type Post<T> = (message: T, transfer?: ArrayBuffer[]) => void;

/** What the render thread needs to know at its start. */
export interface RenderThreadSettings {
  root: string;
  hostname: string;
  port: number;
  siteUrl: string;
  /** The results of `findPooler`. */
  canPrepare: boolean | undefined;
  pooler: boolean | undefined;
  tracing: TracingSettings | undefined;
}
