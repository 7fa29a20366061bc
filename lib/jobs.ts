import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { ZodType } from "zod";
import type { Executor } from "#db/client.ts";
import { describeFailure } from "./log/describe-failure.ts";
import { log } from "./log/log.ts";
import { threadMetrics } from "./metrics/thread-metrics.ts";
import { repeat } from "./repeat.ts";
import { trace } from "./tracing.ts";

/**
 * A kind of background job. A feature declares it, `server/worker/` binds it to its handler. The payload is small and
 * never a secret, because it is stored in the database.
 */
export interface JobDefinition<T extends object> {
  /** The name of its queue. */
  name: string;
  payload: ZodType<T>;
  /** How many of its jobs a process runs at once, at most one of each group; 1 by default. */
  concurrency?: number;
  /**
   * A process begins at most one of its jobs per second. For work in many parts, which would otherwise leave the
   * database little time for readers.
   */
  isPaced?: true;
}

/** Runs one job. It may run again for the same job: after a failure, or if the process was killed. */
export type JobHandler<T extends object> = (db: Executor, payload: T) => Promise<unknown>;

/**
 * Retried after 30 s, 1 min, 2 min … at most an hour apart: a mail server that is down for most of a day loses nothing.
 */
const retries = { retryLimit: 20, retryDelay: 30, retryBackoff: true, retryDelayMax: 3_600 };
/** A job that has not finished within this (seconds) is given to another worker. */
const jobTimeoutSeconds = 120;
/**
 * A job that its worker has not renewed for this time (seconds) is lost: the worker was killed, is frozen or cut off.
 * Four renewals fit into it, so that a busy machine loses no job.
 */
const lostAfterSeconds = 20;
/** How often a worker renews a job that it runs (seconds). */
const renewalSeconds = 5;
/** How long a finished job is kept (seconds). */
const finishedJobRetentionSeconds = 86_400;

declare global {
  // One queue client per process: the server's own modules and Next's bundle are two module graphs.
  var vigieJobs: Promise<PgBoss> | undefined;
  var vigieQueues: Set<string> | undefined;
}

/**
 * The process's job queue (pg-boss, tables in the schema `pgboss` of the site's database, created at its first start).
 * `supervise` also maintains it (expired and old jobs): the worker asks for that.
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

/** Creates the job's queue unless it exists, with its retries. */
export async function openQueue<T extends object>(
  boss: PgBoss,
  { name }: Pick<JobDefinition<T>, "name">,
): Promise<void> {
  globalThis.vigieQueues ??= new Set();
  if (globalThis.vigieQueues.has(name)) return;
  const options = {
    ...retries,
    expireInSeconds: jobTimeoutSeconds,
    heartbeatSeconds: lostAfterSeconds,
    deleteAfterSeconds: finishedJobRetentionSeconds,
  };
  await boss.createQueue(name, options);
  await boss.updateQueue(name, options);
  globalThis.vigieQueues.add(name);
}

/**
 * Enqueues a job in the caller's transaction: it exists at commit, never after a rollback. With a key, jobs of one key
 * are debounced: one now, and one more after `seconds` for everything that came meanwhile. With `at`, the job waits
 * until then.
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

/**
 * Enqueues a job for each payload, to be run at the same time: one statement, in the caller's transaction.
 * @param at undefined: now, by the database's clock
 * @param options.queuedBefore the number of jobs of the same origin that still wait: with it, the jobs of several
 *   origins run round robin, so that an origin with many slow jobs delays each job of another by one of them at most
 * @param options.groupOf returns a job's group, of which a process runs one job at a time (see `concurrency`)
 */
export async function enqueueAll<T extends object>(
  tx: Executor,
  job: JobDefinition<T>,
  all: T[],
  at: Date | undefined,
  { queuedBefore, groupOf }: { queuedBefore?: number; groupOf?: (data: T) => number } = {},
): Promise<void> {
  if (all.length === 0) return;
  const boss = await openJobs();
  await openQueue(boss, job);
  const jobs = all.map((data, index) => ({
    data,
    ...(at && { startAfter: at }),
    ...(queuedBefore !== undefined && { priority: -queuedBefore - index }),
    ...(groupOf && { group: { id: String(groupOf(data)) } }),
  }));
  await boss.insert(job.name, jobs, { db: fromDrizzle(tx, sql) });
}

/**
 * `enqueue` with a key for each payload, in two statements however many there are: one job of a key now, and one more
 * after `seconds` if there was one already. Pass them in a fixed order: of two transactions with the same keys the
 * second waits for the first.
 * @param options.delay how long each job waits at least, in seconds
 * @param options.isUrgent false: the other jobs of the queue that are due run first
 */
export async function enqueueDebounced<T extends object>(
  tx: Executor,
  job: JobDefinition<T>,
  all: { key: string; data: T }[],
  seconds: number,
  { delay = 0, isUrgent = true }: { delay?: number; isUrgent?: boolean } = {},
): Promise<void> {
  if (all.length === 0) return;
  const boss = await openJobs();
  await openQueue(boss, job);
  const earliest = Date.now() + delay * 1_000;
  const jobs = all.map(({ key, data }) => ({
    id: randomUUID(),
    data,
    singletonKey: key,
    singletonSeconds: seconds,
    ...(isUrgent ? {} : { priority: -1 }),
    ...(delay > 0 && { startAfter: new Date(earliest) }),
  }));
  const options = { db: fromDrizzle(tx, sql), returnId: true };
  const inserted = new Set(await boss.insert(job.name, jobs, options));
  const late = jobs.filter(({ id }) => !inserted.has(id));
  if (late.length === 0) return;
  // What `send` does with `singletonNextSlot`: `insert` has no such option, but accepts the offset (tested).
  const slot = seconds * 1_000;
  const startAfter = new Date(Math.max(earliest, (Math.floor(Date.now() / slot) + 1) * slot));
  await boss.insert(
    job.name,
    late.map((one) => ({ ...one, startAfter, singletonOffset: seconds })),
    options,
  );
}

/** Closes the queue after running jobs have finished (at most 10 s). */
export async function closeJobs(): Promise<void> {
  const opened = globalThis.vigieJobs;
  globalThis.vigieJobs = undefined;
  globalThis.vigieQueues = undefined;
  const boss = await opened?.catch(() => undefined);
  await boss?.stop({ graceful: true, timeout: 10_000 });
}

const traceJob = (queue: string, work: () => Promise<unknown>) => trace("job", { "vigie.queue": queue }, work);

/**
 * Runs one due job of this kind. Returns undefined if there was none, else whether it succeeded. A failed one is
 * retried later.
 */
export async function runNextJob<T extends object>(
  boss: PgBoss,
  db: Executor,
  job: JobDefinition<T>,
  handler: JobHandler<T>,
): Promise<boolean | undefined> {
  const [next] = await boss.fetch<T>(job.name);
  if (!next) return undefined;
  // pg-boss does the same for jobs of `runDueJobs`.
  const renewal = setInterval(() => {
    boss
      .touch(job.name, next)
      .catch((error: unknown) => log.warn({ err: error, job: next.id, queue: job.name }, "A job was not renewed."));
  }, renewalSeconds * 1_000);
  try {
    await traceJob(job.name, () => handler(db, job.payload.parse(next.data)));
    await boss.complete(job.name, next);
    threadMetrics.jobs.add("done");
    return true;
  } catch (error) {
    log.warn({ err: error, job: next.id, queue: job.name }, "A job failed and will be tried again.");
    threadMetrics.jobs.add("failed");
    await boss.fail(job.name, next, { message: describeFailure(error) });
    return false;
  } finally {
    clearInterval(renewal);
  }
}

/**
 * Runs jobs of this kind as they become due, until `boss` is stopped. It looks for the next job each second, and as
 * soon as one is done, unless the jobs are paced.
 */
export async function runDueJobs<T extends object>(
  boss: PgBoss,
  db: Executor,
  job: JobDefinition<T>,
  handler: JobHandler<T>,
): Promise<void> {
  for (let n = 0; n < (job.concurrency ?? 1); n += 1) await startJobLoop(boss, db, job, handler);
}

async function startJobLoop<T extends object>(
  boss: PgBoss,
  db: Executor,
  { name, payload, isPaced }: JobDefinition<T>,
  handler: JobHandler<T>,
): Promise<void> {
  const options = { pollingIntervalSeconds: 1, localGroupConcurrency: 1, heartbeatRefreshSeconds: renewalSeconds };
  let loop: string | undefined;
  loop = await boss.work<T>(name, options, async (batch) => {
    // Makes it look for the next job as soon as this one is done.
    if (loop && !isPaced) boss.notifyWorker(loop);
    for (const next of batch) {
      try {
        await traceJob(name, () => handler(db, payload.parse(next.data)));
        threadMetrics.jobs.add("done");
      } catch (error) {
        log.warn({ err: error, job: next.id, queue: name }, "A job failed and will be tried again.");
        threadMetrics.jobs.add("failed");
        // Stored and shown to staff: the message only, because pg-boss would also keep the stack and the cause.
        throw Object.assign(new Error(describeFailure(error)), { stack: undefined });
      }
    }
  });
}

/** How often (ms) a process that runs jobs looks for lost ones. */
const lostJobsIntervalMs = 5_000;
/**
 * Looks in a row that must find a job without renewal. Its worker renews it once between two of them: after an outage of
 * the database, or when a suspended machine goes on, the first look may come before the renewals.
 */
const minLooks = 3;
/** After a longer pause (ms) the looks before do not count: this process, or the database, did not run meanwhile. */
const maxLookGapMs = 2 * lostJobsIntervalMs;

/** Finds the jobs that were lost with their worker, and makes them due. */
export class LostJobs {
  readonly #db: Executor;
  readonly #now: () => number;
  /** By job and time of its last renewal: how many looks in a row have found it. */
  #found = new Map<string, number>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** `now`: milliseconds; only differences matter. */
  constructor(db: Executor, now = () => performance.now()) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Looks once: makes jobs due that were lost with their worker, and returns their number. Only a job's first loss
   * counts: further ones are left to pg-boss's supervision, which looks once a minute and makes the job wait longer each
   * time, because the job itself may kill its workers.
   */
  async look(): Promise<number> {
    const found = this.#found;
    this.#found = new Map();
    const jobs = await this.#db.execute<{ id: string; renewal: string }>(sql`
      select id, heartbeat_on::text as renewal from pgboss.job where ${isLost}`);
    const isGap = this.#now() - this.#lookedAt > maxLookGapMs;
    this.#lookedAt = this.#now();
    const lost: { id: string; renewal: string }[] = [];
    for (const { id, renewal } of jobs) {
      const looks = (isGap ? 0 : (found.get(`${id} ${renewal}`) ?? 0)) + 1;
      if (looks >= minLooks) lost.push({ id, renewal });
      this.#found.set(`${id} ${renewal}`, looks);
    }
    return lost.length === 0 ? 0 : this.#requeue(lost);
  }

  async #requeue(lost: { id: string; renewal: string }[]): Promise<number> {
    const requeued = await this.#db.execute(sql`
      update pgboss.job as j set state = 'retry', start_after = now(), heartbeat_on = null,
        output = '{"value": {"message": "job heartbeat timeout"}}'
      from (
        select name, id from pgboss.job
        where ${isLost} and (id, heartbeat_on) in (
          select id, renewal from jsonb_to_recordset(${JSON.stringify(lost)}::jsonb) as l (id uuid, renewal timestamptz))
        for update skip locked
      ) as lost
      where j.name = lost.name and j.id = lost.id
      returning j.id`);
    if (requeued.length > 0)
      log.warn({ jobs: requeued.length }, "The worker of these jobs was lost; another one runs them.");
    return requeued.length;
  }
}

/** With the names of the queues, because the index that finds active jobs begins with them. */
const isLost = sql`name = any(array(select name from pgboss.queue)) and state = 'active' and retry_count = 0
  and retry_limit > 0 and heartbeat_on < now() - make_interval(secs => heartbeat_seconds)`;

/** Looks for lost jobs (`LostJobs`) every few seconds. Returns a function that stops it. */
export function watchLostJobs(db: Executor): () => Promise<void> {
  const jobs = new LostJobs(db);
  return repeat(
    lostJobsIntervalMs,
    () => jobs.look(),
    (error) => log.warn({ err: error }, "The queues could not be searched for lost jobs."),
  );
}
