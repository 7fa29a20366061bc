import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#db/client.ts";
import { type NewSample, saveSample } from "#features/health/samples/mutations.ts";
import { bucketSeconds, bucketStart, listStatements } from "#features/health/samples/rules.ts";
import type { HealthSample } from "#features/health/samples/schema.ts";
import type { SiteFigures } from "#features/health/samples/site-figures.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { FigureReader, type ProcessFigures } from "./process-figures.ts";
import { addSiteFigures, subtractFigures } from "./sample-difference.ts";
import { SiteFiguresReader } from "./site-figures-reader.ts";

/** How often peaks are read (ms). */
const tickMs = 10_000;
/** How often the running bucket is written, so that a crash loses little (ms). */
const saveMs = 60_000;
/** Finished buckets that wait for a database, an hour. Older ones are lost, and the charts have a gap. */
const maxPending = 12;
/** How long the last write may take when the process stops (ms). */
const lastSaveMs = 2_000;

/** Peaks of a sample so far. */
type Peaks = Pick<HealthSample, "eventLoop" | "pool" | "memory"> & { slowest: Map<string, number> };

interface Bucket {
  at: Date;
  instance: string;
  /** The process's totals when it began. */
  base: ProcessFigures | undefined;
  /** `now()` when it began. */
  since: number;
  sample: HealthSample | undefined;
  /** The site's figures at the last write. */
  site: SiteFigures | undefined;
  peaks: Peaks | undefined;
}

interface RecorderOptions {
  db: Database;
  figures: Pick<FigureReader, "read">;
  site: Pick<SiteFiguresReader, "read" | "isDatabaseUp">;
  /** For tests: the wall clock and a clock that nobody sets (ms). */
  clock?: () => number;
  now?: () => number;
}

const newInstance = () => `${hostname().slice(0, 60)}:${process.pid}:${randomBytes(4).toString("hex")}`;

/**
 * Measures the process in buckets of five minutes and writes them (`health_samples`). A write never waits for another,
 * and nothing waits for a write: while the database is unavailable, finished buckets stay in memory, up to an hour of
 * them.
 */
export class SampleRecorder {
  readonly #options: RecorderOptions;
  readonly #clock: () => number;
  readonly #now: () => number;
  readonly #pending: NewSample[] = [];
  #bucket: Bucket;
  #savedAt: number;
  #saving: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Finished buckets that were lost because the database was unavailable for too long. */
  lost = 0;
  /** The last figures, whose peaks are those of the seconds before. */
  last: ProcessFigures | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#now = options.now ?? (() => performance.now());
    this.#bucket = this.#open(undefined, newInstance());
    this.#savedAt = this.#now();
  }

  /** Starts to measure. Returns a function that writes the last bucket and stops. */
  start(): () => Promise<void> {
    const next = () => {
      const untilEnd = bucketSeconds * 1_000 - (this.#clock() % (bucketSeconds * 1_000)) + 1;
      this.#timer = setTimeout(tick, Math.min(tickMs, untilEnd));
      this.#timer.unref();
    };
    const tick = () => {
      this.tick()
        .catch((error: unknown) => log.error({ err: error }, "The site's health could not be measured."))
        .finally(() => !this.#isClosed && next());
    };
    next();
    return () => this.#close();
  }

  /** Measures once, and writes what is due without waiting for it. */
  async tick(): Promise<void> {
    const figures = await this.#options.figures.read(true);
    this.last = figures;
    this.#measure(figures);
    const at = bucketStart(this.#clock());
    if (at.getTime() !== this.#bucket.at.getTime()) this.#finish(figures, at);
    else if (this.#now() - this.#savedAt < saveMs) return;
    this.#savedAt = this.#now();
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined;
    });
  }

  /** Resolves when what is being written is written; for tests. */
  async settled(): Promise<void> {
    await this.#saving;
  }

  #open(base: ProcessFigures | undefined, instance: string): Bucket {
    const at = bucketStart(this.#clock());
    return { at, instance, base, since: this.#now(), sample: undefined, site: undefined, peaks: undefined };
  }

  #measure(figures: ProcessFigures): void {
    const bucket = this.#bucket;
    const seconds = Math.min(bucketSeconds, (this.#now() - bucket.since) / 1_000);
    const measured = subtractFigures(figures, bucket.base, seconds);
    bucket.peaks = raisePeaks(bucket.peaks, measured);
    bucket.sample = withPeaks(measured, bucket.peaks);
  }

  /** Ends the bucket. After a clock was set back, the process writes under a new name, because its rows exist. */
  #finish(figures: ProcessFigures, next: Date): void {
    const { at, instance, sample, site } = this.#bucket;
    if (sample) this.#pending.push({ at, instance, sample: addSiteFigures(sample, site) });
    while (this.#pending.length > maxPending) {
      this.#pending.shift();
      this.lost += 1;
    }
    this.#bucket = this.#open(figures, next.getTime() < at.getTime() ? newInstance() : instance);
  }

  async #save(): Promise<void> {
    const { db, site } = this.#options;
    if (!site.isDatabaseUp) return;
    try {
      const figures = await site.read();
      this.#bucket.site = figures ?? this.#bucket.site;
      for (let next = this.#pending[0]; next; next = this.#pending[0]) {
        await saveSample(db, next);
        // Newer ones may have pushed it out meanwhile.
        if (this.#pending[0] === next) this.#pending.shift();
      }
      const { at, instance, sample, site: known } = this.#bucket;
      if (sample) await saveSample(db, { at, instance, sample: addSiteFigures(sample, known) });
    } catch (error) {
      log.warn({ err: error }, "The site's health could not be stored; it is tried again.");
    }
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const last = async () => {
      await this.#saving;
      this.#measure(await this.#options.figures.read());
      await this.#save();
    };
    await Promise.race([last().catch(() => {}), sleep(lastSaveMs, undefined, { ref: false })]);
  }
}

/** Records a process that serves no pages, such as one that runs due jobs. The returned function writes the rest. */
export function recordProcess(db: Database): () => Promise<void> {
  const figures = new FigureReader({ dataDir: env().DATA_DIR });
  return new SampleRecorder({ db, figures, site: new SiteFiguresReader(db) }).start();
}

function raisePeaks(before: Peaks | undefined, sample: HealthSample): Peaks {
  const slowest = before?.slowest ?? new Map<string, number>();
  for (const one of sample.statements) slowest.set(one.name, Math.max(one.slowest, slowest.get(one.name) ?? 0));
  const highest = (a: number, b: number | undefined) => Math.max(a, b ?? 0);
  const loop = (thread: "main" | "render") => ({
    p99: highest(sample.eventLoop[thread].p99, before?.eventLoop[thread].p99),
    max: highest(sample.eventLoop[thread].max, before?.eventLoop[thread].max),
  });
  return {
    eventLoop: { main: loop("main"), render: loop("render") },
    pool: {
      ...sample.pool,
      busy: highest(sample.pool.busy, before?.pool.busy),
      waiting: highest(sample.pool.waiting, before?.pool.waiting),
    },
    memory: { ...sample.memory, peak: highest(sample.memory.peak, before?.memory.peak) },
    slowest,
  };
}

function withPeaks(sample: HealthSample, { slowest, ...peaks }: Peaks): HealthSample {
  const statements = sample.statements.map((one) => ({ ...one, slowest: slowest.get(one.name) ?? one.slowest }));
  return { ...sample, ...peaks, statements: listStatements(statements) };
}
