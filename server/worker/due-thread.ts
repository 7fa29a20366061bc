import { type MessagePort, Worker } from "node:worker_threads";
import { log, writeLogLine } from "#lib/log/log.ts";
import { type PassingCounts, threadMetrics } from "#lib/metrics/thread-metrics.ts";

/** What the thread gets from the process. */
export interface DueThreadSettings {
  url: string;
  canPrepare: boolean | undefined;
  pooler: boolean | undefined;
}

interface DueThread {
  /** What the thread does, for the log. */
  task: "newsletter" | "feeds";
  /** PostgreSQL's address. */
  url: string;
  /** The module of the thread. It ends when it gets a message, or when nothing is due. */
  file: URL;
  /** How soon something is due (ms); undefined: nothing. */
  findDelay: () => Promise<number | undefined>;
  /** How often that is asked while no thread runs. */
  pollMs: number;
  /** A thread is started this long before something is due. */
  startAheadMs: number;
  /** How long after a failed thread another one is started. */
  failureWaitMs?: number;
}

/** How often a thread reports what it counted (ms). */
const reportMs = 10_000;

/** Reports what this thread counts to the main thread. Returns a function that reports the rest. */
export function reportCounts(port: MessagePort | null): () => void {
  const report = () => port?.postMessage({ counts: threadMetrics.takeCounts() });
  const timer = setInterval(report, reportMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    report();
  };
}

/** How long a stop waits for what is in progress. */
const stopTimeoutMs = 20_000;

/** Runs a thread of its own, so that its work delays no page, whenever something is due. Returns a function that stops it. */
export function startDueThread({
  task,
  url,
  file,
  findDelay,
  pollMs,
  startAheadMs,
  failureWaitMs = 15_000,
}: DueThread): () => Promise<void> {
  let thread: Worker | undefined;
  let isStopped = false;
  let waitUntil = 0;
  const startThread = () => {
    const settings: DueThreadSettings = {
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
    started.on("message", (message: { line: string } | { counts: PassingCounts }) => {
      if ("line" in message) writeLogLine(message.line);
      else threadMetrics.addCounts(message.counts);
    });
    started.on("error", (error) => {
      waitUntil = performance.now() + failureWaitMs;
      log.error({ err: error, task }, "A thread of the worker failed; another one is started.");
    });
    started.once("exit", () => {
      if (thread === started) thread = undefined;
    });
  };
  const look = async () => {
    try {
      const delay = thread || performance.now() < waitUntil ? undefined : await findDelay();
      if (delay !== undefined && delay <= startAheadMs && !isStopped && !thread) startThread();
    } catch (error) {
      log.warn({ err: error, task }, "The worker could not look for what is due.");
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
