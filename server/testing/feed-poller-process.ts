import { readFileSync } from "node:fs";
import { connect } from "#db/client.ts";
import { pollDueFeeds } from "#features/syndication/polling/poll-due-feeds.ts";
import { closeJobs } from "#lib/jobs.ts";
import { openFeedParsers } from "../worker/feed-poller.ts";

// Fetches all due feeds once, as the worker's thread does, in a process that can be killed. Names below feeds.test lead to this machine.
//   DATABASE_URL=… node server/testing/feed-poller-process.ts
// Prints the figures of the round as JSON.

const url = process.env.DATABASE_URL ?? "";
globalThis.vigieCanPrepare = true;
const { db, close } = connect(url, { max: 4, prepareRepeated: true });
const closeParsers = openFeedParsers();
const began = performance.now();
const counts = await pollDueFeeds(db, {
  mayBePrivate: () => true,
  resolve: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
});
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage();
const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? Number.NaN) / 1_024;
console.log(
  JSON.stringify({
    ...counts,
    seconds: Number(seconds.toFixed(1)),
    processorMs: Math.round((user + system) / 1_000),
    peakMb: Math.round(peak),
  }),
);
await closeParsers();
await closeJobs();
await close();
