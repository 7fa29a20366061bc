import { addDurations } from "../durations/rules.ts";
import type { HealthSample } from "./schema.ts";

/** The length of a bucket. */
export const bucketSeconds = 300;
/** Samples older than this are merged into one for each hour. */
export const sampleDetailHours = 48;
/** How long samples are kept. */
export const sampleRetentionDays = 31;

/** Entries of a list of statements or errors in a sample. */
export const maxListed = 20;

/** The start of the bucket that contains a time. */
export const bucketStart = (time: number): Date => new Date(time - (time % (bucketSeconds * 1_000)));

/** A sample of a process that measured nothing. */
export function emptySample(): HealthSample {
  return {
    version: 1,
    seconds: 0,
    requests: {},
    refusals: {},
    pageCache: { hits: 0, misses: 0, stale: 0, pages: 0, bytes: 0 },
    renders: { durations: { counts: [], seconds: 0 }, failed: 0 },
    eventLoop: { main: { p99: 0, max: 0 }, render: { p99: 0, max: 0 } },
    memory: { resident: 0, peak: 0, mainHeap: 0, renderHeap: 0 },
    pool: { size: 0, busy: 0, waiting: 0, failures: 0 },
    statements: [],
    errors: [],
    mails: { sent: 0, refused: 0, waiting: 0, uncertain: 0, oldestSeconds: 0 },
    jobs: { done: 0, failed: 0 },
    queues: {},
    moderation: {},
    feeds: { active: 0, failing: 0 },
  };
}

type Numbers = Readonly<Record<string, number>>;

/** Combines two records name by name. */
function combine<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>, both: (a: T, b: T) => T) {
  const combined: Record<string, T> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const other = Object.hasOwn(a, name) ? a[name] : undefined;
    combined[name] = other === undefined ? value : both(other, value);
  }
  return combined;
}

const add = <T extends Numbers>(a: T, b: T) => combine(a, b, (x, y) => x + y) as T;
const highest = <T extends Numbers>(a: T, b: T) => combine(a, b, Math.max) as T;

/** Joins two lists whose entries have a key, and keeps those with the highest weight. */
function joinLists<T>(a: readonly T[], b: readonly T[], rules: ListRules<T>): T[] {
  const joined = new Map<string, T>();
  for (const one of [...a, ...b]) {
    const other = joined.get(rules.key(one));
    joined.set(rules.key(one), other === undefined ? one : rules.join(other, one));
  }
  return [...joined.entries()]
    .sort(([a, x], [b, y]) => rules.weight(y) - rules.weight(x) || (a < b ? -1 : 1))
    .slice(0, maxListed)
    .map(([, entry]) => entry);
}

interface ListRules<T> {
  key(entry: T): string;
  join(a: T, b: T): T;
  weight(entry: T): number;
}

type Statement = HealthSample["statements"][number];
const statementRules: ListRules<Statement> = {
  key: ({ name }) => name,
  join: (a, b) => ({
    name: a.name,
    count: a.count + b.count,
    seconds: a.seconds + b.seconds,
    slowest: Math.max(a.slowest, b.slowest),
  }),
  weight: ({ seconds }) => seconds,
};

type LoggedMessage = HealthSample["errors"][number];
const errorRules: ListRules<LoggedMessage> = {
  key: ({ level, message, code }) => JSON.stringify([level, message, code]),
  join: (a, b) => ({ ...a, count: a.count + b.count }),
  // Errors before warnings.
  weight: ({ level, count }) => count + (level === "error" ? 1e12 : 0),
};

/** The statements with the longest total, without the rest. */
export const listStatements = (all: readonly Statement[]): Statement[] => joinLists(all, [], statementRules);
/** The most frequent errors, then warnings, without the rest. */
export const listErrors = (all: readonly LoggedMessage[]): LoggedMessage[] => joinLists(all, [], errorRules);

type Memory = HealthSample["memory"];

/**
 * Memory by the time observed: the sum of processes that ran at once, the mean of those that ran one after the other.
 * `span`: the seconds from the first bucket to the last.
 */
function mergeMemory(samples: readonly HealthSample[], span: number): Memory {
  const observed = samples.reduce((sum, { seconds }) => sum + seconds, 0);
  const whole = Math.min(span, observed) || 1;
  const weigh = (read: (memory: Memory) => number) =>
    samples.reduce((sum, { memory, seconds }) => sum + read(memory) * seconds, 0) / whole;
  return {
    resident: weigh(({ resident }) => resident),
    peak: samples.reduce((peak, { memory }) => Math.max(peak, memory.peak), 0),
    mainHeap: weigh(({ mainHeap }) => mainHeap),
    renderHeap: weigh(({ renderHeap }) => renderHeap),
  };
}

/**
 * Merges samples of several processes or buckets, in the order of time. `span`: how many seconds they cover together.
 * Without samples it returns an empty one.
 */
export function mergeSamples(samples: readonly HealthSample[], span = bucketSeconds): HealthSample {
  const merged = samples.reduce(addSample, emptySample());
  // Two processes at once observe no more time than one.
  return { ...merged, seconds: Math.min(span, merged.seconds), memory: mergeMemory(samples, span) };
}

/** A sample with the start of its time. */
export interface TimedSample {
  at: Date;
  sample: HealthSample;
}

/**
 * Merges samples of a longer time, in the order of time: first those of several processes at once, then those that
 * follow each other, so that two processes count as two even if they ran for a part of the time only.
 */
export function mergeTimedSamples(samples: readonly TimedSample[], span: number): HealthSample {
  const buckets = Map.groupBy(samples, ({ at }) => at.getTime());
  const merged = [...buckets.values()].map((bucket) =>
    mergeSamples(
      bucket.map(({ sample }) => sample),
      span === bucketSeconds ? bucketSeconds : Math.max(bucketSeconds, ...bucket.map(({ sample }) => sample.seconds)),
    ),
  );
  return mergeSamples(merged, span);
}

function addSample(a: HealthSample, b: HealthSample): HealthSample {
  const { pages, bytes } = highest(a.pageCache, b.pageCache);
  const { size, busy, waiting } = highest(a.pool, b.pool);
  const disk = b.disk ?? a.disk;
  return {
    version: 1,
    seconds: a.seconds + b.seconds,
    requests: combine(a.requests, b.requests, (x, y) => ({
      statuses: add(x.statuses, y.statuses),
      durations: addDurations(x.durations, y.durations),
      bytes: x.bytes + y.bytes,
    })),
    refusals: add(a.refusals, b.refusals),
    pageCache: { ...add(a.pageCache, b.pageCache), pages, bytes },
    renders: {
      durations: addDurations(a.renders.durations, b.renders.durations),
      failed: a.renders.failed + b.renders.failed,
    },
    eventLoop: {
      main: highest(a.eventLoop.main, b.eventLoop.main),
      render: highest(a.eventLoop.render, b.eventLoop.render),
    },
    memory: highest(a.memory, b.memory),
    pool: { size, busy, waiting, failures: a.pool.failures + b.pool.failures },
    statements: joinLists(a.statements, b.statements, statementRules),
    errors: joinLists(a.errors, b.errors, errorRules),
    mails: {
      ...highest(a.mails, b.mails),
      sent: a.mails.sent + b.mails.sent,
      refused: a.mails.refused + b.mails.refused,
    },
    jobs: add(a.jobs, b.jobs),
    queues: combine(a.queues, b.queues, highest),
    moderation: combine(a.moderation, b.moderation, highest),
    feeds: highest(a.feeds, b.feeds),
    ...(disk && { disk }),
  };
}
