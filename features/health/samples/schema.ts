import { z } from "zod";
import { durationsSchema as durations } from "../durations/schema.ts";

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const name = z.string().max(200);

/** The delay of a thread's event loop (ms). */
const loopDelay = z.object({ p99: amount, max: amount });

/**
 * What one process measured in one bucket, or several of those merged (`mergeSamples`). Counts, sums and durations add
 * up; peaks and ages are the highest; `disk` is the latest.
 */
export const healthSampleSchema = z.object({
  version: z.literal(1),
  /** How much of the time was observed, in seconds. */
  seconds: amount,
  /** Requests by page kind (a closed list); statuses are `2xx` … and `aborted`. */
  requests: z.record(name, z.object({ statuses: z.record(name, count), durations, bytes: amount })),
  /** Requests refused before a page was looked up, and rate limits, by reason. */
  refusals: z.record(name, count),
  pageCache: z.object({ hits: count, misses: count, stale: count, pages: count, bytes: count }),
  renders: z.object({ durations, failed: count }),
  eventLoop: z.object({ main: loopDelay, render: loopDelay }),
  /** Bytes. Of several processes at once `resident` is their sum; of one after the other, their mean. */
  memory: z.object({ resident: amount, peak: amount, mainHeap: amount, renderHeap: amount }),
  /** The database connections: the most that were busy and that waited, and calls that failed for an unavailable database. */
  pool: z.object({ size: count, busy: count, waiting: count, failures: count }),
  /** The statements that took the longest in total, without their values. */
  statements: z.array(z.object({ name, count, seconds: amount, slowest: amount })).max(50),
  /** Logged errors and warnings by their constant message and the code of their cause. */
  errors: z.array(z.object({ level: z.enum(["warn", "error"]), message: name, code: name, count })).max(50),
  mails: z.object({ sent: count, refused: count, waiting: count, uncertain: count, oldestSeconds: amount }),
  jobs: z.object({ done: count, failed: count }),
  /** By queue: jobs that are due, and the age of the oldest one. */
  queues: z.record(name, z.object({ waiting: count, failed: count, oldestSeconds: amount })),
  /** By kind, the age of the oldest one that waits for a moderator. */
  moderation: z.record(name, z.object({ waiting: count, oldestSeconds: amount })),
  feeds: z.object({ active: count, failing: count }),
  /** Bytes; absent if the process could not find out. */
  disk: z.object({ total: amount, free: amount, parts: z.record(name, amount) }).optional(),
});

/** What was measured in a bucket of time. */
export type HealthSample = z.infer<typeof healthSampleSchema>;
