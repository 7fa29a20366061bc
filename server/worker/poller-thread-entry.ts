import "../render-thread/thread-log.ts";
import "../process/console-to-log.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { connect, jobLimits } from "#db/client.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { findPollDelay, pollDueFeeds } from "#features/syndication/polling/poll-due-feeds.ts";
import { closeJobs } from "#lib/jobs.ts";
import { log } from "#lib/log/log.ts";
import { type DueThreadSettings, reportCounts } from "./due-thread.ts";
import { openFeedParsers } from "./feed-poller.ts";

// The thread that fetches feeds, so that this delays no page. It ends by itself when none is due for a while.

/** With nothing due within this time the thread ends; the worker starts another one in time. */
const idleEndMs = 60_000;
/** A feed that a hub announced is noticed this soon. */
const lookMs = 500;
/** While PostgreSQL does not answer. */
const outageLookMs = 5_000;

const { url, canPrepare, pooler }: DueThreadSettings = workerData;
globalThis.vigieCanPrepare = canPrepare;
globalThis.vigiePooler = pooler;
// For the queue of jobs, which has a connection of its own.
process.env.DATABASE_URL = url;

const stop = new AbortController();
parentPort?.once("message", () => stop.abort());
const { db, close } = connect(url, { max: 4, limits: jobLimits, prepareRepeated: canPrepare === true });
const closeParsers = openFeedParsers();
const reportRest = reportCounts(parentPort);
try {
  let idleSince = performance.now();
  while (!stop.signal.aborted && performance.now() - idleSince < idleEndMs) {
    let wait = lookMs;
    try {
      const delay = await findPollDelay(db);
      if (delay !== undefined && delay < idleEndMs) idleSince = performance.now();
      if (delay !== undefined && delay <= lookMs) await pollDueFeeds(db, { signal: stop.signal });
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      log.warn({ err: error }, "PostgreSQL does not answer; feeds are fetched when it does.");
      wait = outageLookMs;
    }
    await sleep(wait, undefined, { signal: stop.signal }).catch(() => undefined);
  }
} finally {
  await closeParsers();
  await closeJobs();
  await close();
  reportRest();
  parentPort?.close();
}
