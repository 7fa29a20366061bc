import type { Database } from "#db/client.ts";
import { findPollDelay } from "#features/syndication/polling/poll-due-feeds.ts";
import { ParserPool } from "#lib/parsing/parser-pool.ts";
import { startDueThread } from "./due-thread.ts";

/** Runs a thread that fetches the feeds that are due. Returns a function that stops it. */
export function startFeedPoller(
  db: Database,
  { url, file = new URL("./poller-thread-entry.ts", import.meta.url) }: { url: string; file?: URL },
): () => Promise<void> {
  return startDueThread({
    task: "feeds",
    url,
    file,
    findDelay: () => findPollDelay(db),
    // A feed that a hub announced is due at once.
    pollMs: 1_000,
    startAheadMs: 1_000,
  });
}

/**
 * Opens the threads in which feeds are parsed, for this thread's `parseInWorker`: a pool apart from that of pages and forms. Returns a
 * function that closes them. Does nothing if this thread has parsers already.
 */
export function openFeedParsers(): () => Promise<void> {
  if (globalThis.vigieParsers) return async () => {};
  const pool = new ParserPool({
    file: new URL("./feed-parser-thread-entry.ts", import.meta.url),
    // Each further one costs 80 MB.
    threads: 1,
    // A document of 5 MB takes a second or two.
    cpuTimeoutMs: 4_000,
    maxHeapMb: 96,
    maxQueue: 100,
    maxPerClient: 100,
  });
  globalThis.vigieParsers = { comments: pool, documents: pool, passwords: pool };
  return async () => {
    globalThis.vigieParsers = undefined;
    await pool.close();
  };
}
