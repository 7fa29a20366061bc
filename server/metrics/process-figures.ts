import type { Durations } from "#features/health/durations/schema.ts";
import type { HealthSample } from "#features/health/samples/schema.ts";
import type { StatementTime } from "#lib/metrics/statement-times.ts";
import type { LoggedCount, ThreadFigures } from "#lib/metrics/thread-metrics.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { readDiskSpace } from "#lib/storage/disk-space.ts";
import type { PurgeFigures } from "../edge/purger.ts";
import type { RequestTotals } from "./request-metrics.ts";

/** What the page server counts; a process that serves no pages has none of it. */
export interface ServingFigures {
  requests: Record<string, RequestTotals>;
  runningRequests: number;
  pageCache: { hits: number; stale: number; misses: number; pages: number; bytes: number };
  renders: { durations: Durations; failed: number; running: number };
  /** Pages that other instances had rendered; absent without a Valkey. */
  pagesOfOthers?: number | undefined;
  liveStreams: number;
  /** Absent without a cache in front of the site. */
  edge?: PurgeFigures | undefined;
}

/** Where the figures of a process come from. */
export interface FigureSources {
  dataDir: string;
  serving?: () => ServingFigures | undefined;
  /** The render thread's; undefined while it is busy. */
  renderThread?: (restart: boolean) => Promise<ThreadFigures | undefined>;
}

/** The totals of the whole process since it started, and what it is like now. */
export interface ProcessFigures {
  main: ThreadFigures;
  /** The last ones that are known. */
  render: ThreadFigures | undefined;
  serving: ServingFigures | undefined;
  residentBytes: number;
  disk: { total: number; free: number } | undefined;
}

/** Reads the figures of all threads of the process. */
export class FigureReader {
  readonly #sources: FigureSources;
  #render: ThreadFigures | undefined;

  constructor(sources: FigureSources) {
    this.#sources = sources;
  }

  /** `restart`: peaks are measured anew from now; only the recorder of samples does that. */
  async read(restart = false): Promise<ProcessFigures> {
    const [render, disk] = await Promise.all([
      this.#sources.renderThread?.(restart),
      readDiskSpace(this.#sources.dataDir).catch(() => undefined),
    ]);
    this.#render = render ?? this.#render;
    return {
      main: threadMetrics.figures(restart),
      render: this.#render,
      serving: this.#sources.serving?.(),
      residentBytes: process.memoryUsage.rss(),
      disk: disk && { total: disk.totalBytes, free: disk.freeBytes },
    };
  }
}

const threadsOf = ({ main, render }: ProcessFigures): ThreadFigures[] => (render ? [main, render] : [main]);

/** Adds counts of all threads, by name. */
export function addCounts(
  figures: ProcessFigures,
  read: (thread: ThreadFigures) => Record<string, number>,
): Record<string, number> {
  const totals = new Map<string, number>();
  for (const thread of threadsOf(figures))
    for (const [name, count] of Object.entries(read(thread))) totals.set(name, (totals.get(name) ?? 0) + count);
  return Object.fromEntries(totals);
}

/** The statements of all threads, by name. */
export function addStatements(figures: ProcessFigures): Map<string, StatementTime> {
  const totals = new Map<string, StatementTime>();
  for (const one of threadsOf(figures).flatMap(({ statements }) => statements)) {
    const other = totals.get(one.name);
    totals.set(one.name, {
      name: one.name,
      count: one.count + (other?.count ?? 0),
      seconds: one.seconds + (other?.seconds ?? 0),
      slowest: Math.max(one.slowest, other?.slowest ?? 0),
    });
  }
  return totals;
}

/** The logged messages of all threads. */
export function addLogged(figures: ProcessFigures): Map<string, LoggedCount> {
  const totals = new Map<string, LoggedCount>();
  for (const one of threadsOf(figures).flatMap(({ logged }) => logged)) {
    const key = JSON.stringify([one.level, one.message, one.code]);
    totals.set(key, { ...one, count: one.count + (totals.get(key)?.count ?? 0) });
  }
  return totals;
}

/** The connections to the database of all threads. */
export function addPools(figures: ProcessFigures): HealthSample["pool"] {
  const pools = threadsOf(figures).map(({ pool }) => pool);
  const sum = (read: (pool: ThreadFigures["pool"]) => number) => pools.reduce((total, pool) => total + read(pool), 0);
  return {
    size: sum(({ size }) => size),
    busy: sum(({ busy }) => busy),
    waiting: sum(({ waiting }) => waiting),
    failures: figures.main.databaseFailures,
  };
}
