import "../render-thread/thread-log.ts";
import "../process/console-to-log.ts";
import { parentPort, workerData } from "node:worker_threads";
import { connect, jobLimits } from "#db/client.ts";
import { runSender } from "#features/newsletter/sending/sender.ts";
import { type DueThreadSettings, reportCounts } from "./due-thread.ts";

// The thread that sends the newsletter, so that composing and signing delay no page. It ends by itself when nothing is due.

const { url, canPrepare, pooler }: DueThreadSettings = workerData;
globalThis.vigieCanPrepare = canPrepare;
globalThis.vigiePooler = pooler;

const stop = new AbortController();
parentPort?.once("message", () => stop.abort());
const { db, close } = connect(url, { max: 2, limits: jobLimits, prepareRepeated: canPrepare === true });
const reportRest = reportCounts(parentPort);
try {
  await runSender(db, { signal: stop.signal });
} finally {
  await close();
  reportRest();
  parentPort?.close();
}
