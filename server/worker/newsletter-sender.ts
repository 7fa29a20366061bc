import { Worker } from "node:worker_threads";
import type { Database } from "#db/client.ts";
import { findSendingDelay, finishIssues, sweepExpiredSenders } from "#features/newsletter/sending/ledger.ts";
import { startDueIssues } from "#features/newsletter/sending/mutations.ts";
import { log, writeLogLine } from "#lib/log/log.ts";

/** What the sender's thread gets from the process. */
export interface SenderThreadSettings {
  url: string;
  canPrepare: boolean | undefined;
  pooler: boolean | undefined;
}

/** How soon an issue whose sending somebody started is noticed. */
const pollMs = 2_000;
/** A thread is started this long before something is due. */
const startAheadMs = 10_000;
/** After a thread that failed. */
const failureWaitMs = 15_000;
/** How long a stop waits for the messages in flight; what is not answered by then becomes uncertain. */
const stopTimeoutMs = 20_000;

/** Starts the scheduled issues that are due, and frees and ends what a killed sender left. Returns a summary for the list of schedules. */
export async function prepareNewsletter(db: Database): Promise<string | undefined> {
  const uncertain = await sweepExpiredSenders(db);
  await finishIssues(db);
  const { started, failed } = await startDueIssues(db);
  if (started + failed + uncertain === 0) return undefined;
  log.info({ started, failed, uncertain }, "The newsletter was prepared for sending.");
  return `${started} started, ${failed} refused, ${uncertain} uncertain`;
}

/** Runs a thread that sends the newsletter whenever something of it is due. Returns a function that stops it. */
export function startNewsletterSender(
  db: Database,
  { url, file = new URL("./sender-thread-entry.ts", import.meta.url) }: { url: string; file?: URL },
): () => Promise<void> {
  let thread: Worker | undefined;
  let isStopped = false;
  let waitUntil = 0;
  const startThread = () => {
    const settings: SenderThreadSettings = {
      url,
      canPrepare: globalThis.vigieCanPrepare,
      pooler: globalThis.vigiePooler,
    };
    const started = new Worker(file, {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 },
      // The modules and flags of the process are for the main thread.
      execArgv: [],
    });
    thread = started;
    started.on("message", ({ line }: { line: string }) => writeLogLine(line));
    started.on("error", (error) => {
      waitUntil = performance.now() + failureWaitMs;
      log.error({ err: error }, "The thread that sends the newsletter failed; another one is started.");
    });
    started.once("exit", () => {
      if (thread === started) thread = undefined;
    });
  };
  const look = async () => {
    try {
      const delay = thread || performance.now() < waitUntil ? undefined : await findSendingDelay(db);
      if (delay !== undefined && delay <= startAheadMs && !isStopped && !thread) startThread();
    } catch (error) {
      log.warn({ err: error }, "The worker could not look for issues to send.");
    }
    if (isStopped) return;
    timer = setTimeout(() => {
      looking = look();
    }, pollMs);
  };
  let timer: NodeJS.Timeout | undefined;
  let looking = look();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await looking;
    clearTimeout(timer);
    const running = thread;
    if (!running) return;
    // Not `once`, which rejects if the thread fails meanwhile: its error is logged above.
    const exited = new Promise<void>((resolve) => running.once("exit", () => resolve()));
    running.postMessage("stop");
    const tooLate = setTimeout(() => void running.terminate(), stopTimeoutMs);
    await exited;
    clearTimeout(tooLate);
  };
}
