import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { ZodType } from "zod";
import type { Executor } from "#db/client.ts";
import { log } from "./log/log.ts";

/**
 * A kind of work done later, outside any request. A feature declares it, `server/worker/` binds it to its handler. The payload is small and
 * never a secret, because it is stored in the database.
 */
export interface JobDefinition<T extends object> {
  /** The name of its queue. */
  name: string;
  payload: ZodType<T>;
}

/** Does one job. It may be called again for the same job: after a failure, or if the process was killed. */
export type JobHandler<T extends object> = (db: Executor, payload: T) => Promise<unknown>;

/** Tried again after 30 s, 1 min, 2 min … at most an hour apart: a mail server that is away for most of a day loses nothing. */
const retries = { retryLimit: 20, retryDelay: 30, retryBackoff: true, retryDelayMax: 3_600 };
/** A job that has not ended by then (seconds) is given to somebody else. */
const jobTimeoutSeconds = 120;
/** How long a finished job stays to be looked at (seconds). */
const finishedJobRetentionSeconds = 86_400;

declare global {
  // One queue client per process: the server's own modules and Next's bundle are two module graphs.
  var vigieJobs: Promise<PgBoss> | undefined;
  var vigieQueues: Set<string> | undefined;
}

/**
 * The process's job queue (pg-boss, tables in the schema `pgboss` of the site's database, which it makes at its first start). `supervise`
 * also does its upkeep (expired and old jobs): the worker asks for it.
 */
export function openJobs(options: { supervise?: boolean } = {}): Promise<PgBoss> {
  globalThis.vigieJobs ??= startQueue(options.supervise ?? false).catch((error) => {
    globalThis.vigieJobs = undefined;
    throw error;
  });
  return globalThis.vigieJobs;
}

async function startQueue(supervise: boolean): Promise<PgBoss> {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) throw new Error("DATABASE_URL is not set: there is nowhere to keep jobs.");
  const boss = new PgBoss({ connectionString, max: 2, schedule: false, supervise, registerInstance: false });
  boss.on("error", (error) => log.error({ err: error }, "The job queue reports an error."));
  await boss.start();
  return boss;
}

/** Makes the kind's queue unless it is there, with its retries. */
export async function openQueue<T extends object>(
  boss: PgBoss,
  { name }: Pick<JobDefinition<T>, "name">,
): Promise<void> {
  globalThis.vigieQueues ??= new Set();
  if (globalThis.vigieQueues.has(name)) return;
  const options = { ...retries, expireInSeconds: jobTimeoutSeconds, deleteAfterSeconds: finishedJobRetentionSeconds };
  await boss.createQueue(name, options);
  await boss.updateQueue(name, options);
  globalThis.vigieQueues.add(name);
}

/**
 * Puts a job into the queue in the caller's transaction: there at commit, never after a rollback. With a key, jobs of one key are
 * gathered: one now, and one more at the end of so many seconds for all that came meanwhile. With `at`, the job waits for that moment.
 */
export async function enqueue<T extends object>(
  tx: Executor,
  job: JobDefinition<T>,
  data: T,
  when?: { key: string; seconds: number } | { at: Date },
): Promise<void> {
  const boss = await openJobs();
  await openQueue(boss, job);
  const options =
    when && "at" in when
      ? { startAfter: when.at }
      : when && { singletonKey: when.key, singletonSeconds: when.seconds, singletonNextSlot: true };
  await boss.send(job.name, data, { db: fromDrizzle(tx, sql), ...options });
}

/** Puts a job for each of these into the queue, to be done at one moment: one statement, in the caller's transaction. */
export async function enqueueAll<T extends object>(
  tx: Executor,
  job: JobDefinition<T>,
  all: T[],
  at: Date,
): Promise<void> {
  if (all.length === 0) return;
  const boss = await openJobs();
  await openQueue(boss, job);
  const jobs = all.map((data) => ({ data, startAfter: at }));
  await boss.insert(job.name, jobs, { db: fromDrizzle(tx, sql) });
}

/**
 * `enqueue` with a key for each of these, in two statements however many there are: one job of a key now, and one more at the end of so many
 * seconds where there was one already. Give them in one order: of two transactions with the same keys the second waits for the first.
 */
export async function enqueueDebounced<T extends object>(
  tx: Executor,
  job: JobDefinition<T>,
  all: { key: string; data: T }[],
  seconds: number,
): Promise<void> {
  if (all.length === 0) return;
  const boss = await openJobs();
  await openQueue(boss, job);
  const jobs = all.map(({ key, data }) => ({ id: randomUUID(), data, singletonKey: key, singletonSeconds: seconds }));
  const options = { db: fromDrizzle(tx, sql), returnId: true };
  const begun = new Set(await boss.insert(job.name, jobs, options));
  const late = jobs.filter(({ id }) => !begun.has(id));
  if (late.length === 0) return;
  // What `send` does with `singletonNextSlot`: `insert` has no word for it, but takes the offset (held by a test).
  const slot = seconds * 1_000;
  const startAfter = new Date((Math.floor(Date.now() / slot) + 1) * slot);
  await boss.insert(
    job.name,
    late.map((one) => ({ ...one, startAfter, singletonOffset: seconds })),
    options,
  );
}

/** Closes the queue, after what is under way (at most 10 s). */
export async function closeJobs(): Promise<void> {
  const opened = globalThis.vigieJobs;
  globalThis.vigieJobs = undefined;
  globalThis.vigieQueues = undefined;
  const boss = await opened?.catch(() => undefined);
  await boss?.stop({ graceful: true, timeout: 10_000 });
}

/** Does one job of the kind that is due; undefined if there was none, else whether it was done. A failed one is tried again later. */
export async function runNextJob<T extends object>(
  boss: PgBoss,
  db: Executor,
  job: JobDefinition<T>,
  handler: JobHandler<T>,
): Promise<boolean | undefined> {
  const [next] = await boss.fetch<T>(job.name);
  if (!next) return undefined;
  try {
    await handler(db, job.payload.parse(next.data));
    await boss.complete(job.name, next.id);
    return true;
  } catch (error) {
    log.warn({ err: error, job: next.id, queue: job.name }, "A job failed and will be tried again.");
    await boss.fail(job.name, next.id, { message: error instanceof Error ? error.message : String(error) });
    return false;
  }
}
