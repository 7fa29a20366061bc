import { monitorEventLoopDelay, PerformanceObserver, performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { BoundedEntries, Counters } from "./counters.ts";
import { type StatementTime, StatementTimes } from "./statement-times.ts";

/** A message that was logged, with the code of its cause. */
export interface LoggedCount {
  level: "warn" | "error";
  message: string;
  code: string;
  count: number;
}

/** A pool of database connections, as it is now. */
export interface PoolState {
  size: number;
  busy: number;
  waiting: number;
}

/** The totals of one thread since it started, and what it is like now. It can be sent to another thread. */
export interface ThreadFigures {
  statements: StatementTime[];
  logged: LoggedCount[];
  refusals: Record<string, number>;
  mails: Record<string, number>;
  jobs: Record<string, number>;
  fetches: Record<string, number>;
  pool: PoolState;
  databaseFailures: number;
  heap: { used: number; total: number; limit: number };
  gc: { count: number; seconds: number };
  /** Seconds, since the last figures for a sample. */
  eventLoop: { p99: number; max: number; busy: number };
}

/** What a thread that ends again counted; the main thread adds it to its own. */
export interface PassingCounts {
  mails: Record<string, number>;
  fetches: Record<string, number>;
  logged: LoggedCount[];
}

const maxMessages = 200;
const maxReasons = 100;
/** How often the delay of the event loop is measured (ms). */
const resolution = 20;

/** What one thread counts. Everything is bounded in size, whatever readers send. */
class ThreadMetrics {
  readonly statements = new StatementTimes();
  readonly refusals = new Counters(maxReasons);
  readonly mails = new Counters(maxReasons);
  readonly jobs = new Counters(maxReasons);
  readonly fetches = new Counters(maxReasons);
  readonly pools = new Set<() => PoolState>();
  readonly #logged = new BoundedEntries<LoggedCount>(maxMessages, (key) => parseLogged(key));
  readonly #gc = { count: 0, seconds: 0 };
  #delay: ReturnType<typeof monitorEventLoopDelay> | undefined;
  #utilization = performance.eventLoopUtilization();

  /** Counts a logged message. Digits are removed: a message that contains a number is one message. */
  countLogged(level: "warn" | "error", message: string, code: string, count = 1): void {
    this.#logged.get(`${level}\n${message.replace(/\s+/g, " ").replace(/\d+/g, "…").slice(0, 200)}\n${code}`).count +=
      count;
  }

  /** What this thread counted since the last call, to be sent to the main thread. */
  takeCounts(): PassingCounts {
    const logged = this.#logged.list().flatMap((entry) => (entry.count > 0 ? [{ ...entry }] : []));
    for (const entry of this.#logged.list()) entry.count = 0;
    return { mails: this.mails.take(), fetches: this.fetches.take(), logged };
  }

  /** Adds what another thread counted. */
  addCounts({ mails, fetches, logged }: PassingCounts): void {
    for (const [name, count] of Object.entries(mails)) this.mails.add(name, count);
    for (const [name, count] of Object.entries(fetches)) this.fetches.add(name, count);
    for (const { level, message, code, count } of logged) this.countLogged(level, message, code, count);
  }

  /** Starts to measure the event loop and garbage collection: only serving threads are worth it. */
  watchThread(): void {
    if (this.#delay) return;
    this.#delay = monitorEventLoopDelay({ resolution });
    this.#delay.enable();
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#gc.count += 1;
        this.#gc.seconds += duration / 1_000;
      }
    }).observe({ entryTypes: ["gc"] });
  }

  /** The figures so far. With `restart`, peaks are measured anew from now. */
  figures(restart = false): ThreadFigures {
    const { used_heap_size: used, total_heap_size: total, heap_size_limit: limit } = getHeapStatistics();
    const pools = [...this.pools].map((read) => read());
    const sum = (read: (pool: PoolState) => number) => pools.reduce((total, pool) => total + read(pool), 0);
    const eventLoop = this.#readEventLoop(restart);
    return {
      statements: this.statements.list(restart),
      logged: this.#logged.list().map((entry) => ({ ...entry })),
      refusals: this.refusals.totals(),
      mails: this.mails.totals(),
      jobs: this.jobs.totals(),
      fetches: this.fetches.totals(),
      pool: { size: sum(({ size }) => size), busy: sum(({ busy }) => busy), waiting: sum(({ waiting }) => waiting) },
      databaseFailures: globalThis.vigieDatabaseFailures ?? 0,
      heap: { used, total, limit },
      gc: { ...this.#gc },
      eventLoop,
    };
  }

  #readEventLoop(restart: boolean): ThreadFigures["eventLoop"] {
    const { utilization } = performance.eventLoopUtilization(this.#utilization);
    const delay = this.#delay;
    // The timer itself waits for `resolution`.
    const seconds = (nanoseconds = 0) => Math.max(0, nanoseconds / 1e9 - resolution / 1_000);
    const measured = delay !== undefined && delay.count > 0;
    const read = {
      p99: measured ? seconds(delay.percentile(99)) : 0,
      max: measured ? seconds(delay.max) : 0,
      busy: utilization,
    };
    if (restart) {
      delay?.reset();
      this.#utilization = performance.eventLoopUtilization();
    }
    return read;
  }
}

function parseLogged(key: string): LoggedCount {
  const [level, message, code = ""] = key.split("\n");
  if (message === undefined) return { level: "error", message: key, code: "", count: 0 };
  return { level: level === "error" ? "error" : "warn", message, code, count: 0 };
}

declare global {
  // One for each thread: the server's own modules and Next's bundle are two module graphs.
  var vigieThreadMetrics: ThreadMetrics | undefined;
  var vigieDatabaseFailures: number | undefined;
}

globalThis.vigieThreadMetrics ??= new ThreadMetrics();

/** What this thread counts: statements, logged messages, refusals, mails, jobs, requests to other sites. */
export const threadMetrics = globalThis.vigieThreadMetrics;
