import { and, eq, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { scheduleRuns } from "#db/schema.ts";
import { describeFailure } from "./log/describe-failure.ts";
import { log } from "./log/log.ts";

/**
 * Does the work of a schedule once. `signal` aborts when the process stops, or when another process took over. Returns what it did in a few
 * words for `/admin/jobs`: counts, never personal data; undefined if there was nothing to do.
 */
export type ScheduledWork = (db: Database, signal: AbortSignal) => Promise<string | undefined>;

/** Work that is due again and again. One process at a time does it, whichever is first. */
export interface Schedule {
  /** Its name in `schedule_runs` and on `/admin/jobs` (i18n `jobs.schedules`). */
  name: string;
  everyMs: number;
  work: ScheduledWork;
}

/** A run that is not renewed for this long is taken over: its process ended. */
const leaseMs = 60_000;
const renewMs = leaseMs / 3;
/** After a failure, work that is due rarely is tried again this soon. */
const retryMs = 300_000;
/** How long a process waits at most before it looks again whether a schedule is due. */
const maxWaitMs = 30_000;
const minWaitMs = 100;

const milliseconds = (ms: number) => sql`make_interval(secs => ${ms / 1_000}::float8)`;

/**
 * Claims a run that is due, by PostgreSQL's clock; undefined if it is not due or another process has it. `next_at` is the end of the lease
 * while it runs. One that is further away than it could be comes from a clock that was set back, and is due.
 */
async function claimRun(db: Database, { name, everyMs }: Schedule, force: boolean): Promise<Date | undefined> {
  const lease = sql`now() + ${milliseconds(leaseMs)}`;
  const [claimed] = await db
    .insert(scheduleRuns)
    .values({ name, startedAt: sql`now()`, nextAt: lease })
    .onConflictDoUpdate({
      target: scheduleRuns.name,
      set: { startedAt: sql`now()`, finishedAt: null, nextAt: lease },
      setWhere: sql`${scheduleRuns.nextAt} is null or ${scheduleRuns.nextAt} <= now()
        or ${scheduleRuns.nextAt} > now() + ${milliseconds(Math.max(everyMs, retryMs, leaseMs) + leaseMs)}
        or (${force} and ${scheduleRuns.finishedAt} is not null)`,
    })
    .returning({ startedAt: scheduleRuns.startedAt });
  return claimed?.startedAt ?? undefined;
}

/** The outcome of one look at a schedule. */
export type ScheduleOutcome = "not due" | "done" | "failed";

/**
 * Does the work of a schedule if it is due and no other process is doing it, and records the outcome. With `force`, also before it is due.
 * Never throws for a failure of the work: that is recorded and logged.
 */
export async function runIfDue(
  db: Database,
  schedule: Schedule,
  { signal, force = false }: { signal?: AbortSignal; force?: boolean } = {},
): Promise<ScheduleOutcome> {
  const startedAt = await claimRun(db, schedule, force);
  if (!startedAt) return "not due";
  const mine = and(eq(scheduleRuns.name, schedule.name), eq(scheduleRuns.startedAt, startedAt));
  const stop = new AbortController();
  const renewing = setInterval(() => {
    db.update(scheduleRuns)
      .set({ nextAt: sql`now() + ${milliseconds(leaseMs)}` })
      .where(mine)
      .returning({ name: scheduleRuns.name })
      .then(
        (kept) => kept.length === 0 && stop.abort(),
        (error: unknown) => log.warn({ err: error, schedule: schedule.name }, "A run could not be renewed."),
      );
  }, renewMs);
  const record = (values: Partial<typeof scheduleRuns.$inferInsert>, waitMs: number) =>
    db
      .update(scheduleRuns)
      .set({ ...values, finishedAt: sql`now()`, nextAt: sql`greatest(now(), started_at + ${milliseconds(waitMs)})` })
      .where(mine);
  try {
    const result = await schedule.work(db, signal ? AbortSignal.any([signal, stop.signal]) : stop.signal);
    await record({ result: result ?? "", failure: null }, schedule.everyMs);
    return "done";
  } catch (error) {
    const wait = Math.min(schedule.everyMs, retryMs);
    if (signal?.aborted) {
      await record({}, 0);
      return "not due";
    }
    log.error({ err: error, schedule: schedule.name }, "A schedule failed and will be tried again.");
    await record({ failedAt: new Date(), failure: describeFailure(error) }, wait);
    return "failed";
  } finally {
    clearInterval(renewing);
  }
}

/** How long until the schedule is due, in milliseconds. */
async function findWait(db: Database, { name }: Schedule): Promise<number> {
  const [row] = await db
    .select({ wait: sql<number>`(extract(epoch from ${scheduleRuns.nextAt} - now()) * 1000)::float8` })
    .from(scheduleRuns)
    .where(eq(scheduleRuns.name, name));
  return Math.min(Math.max(row?.wait ?? 0, minWaitMs), maxWaitMs);
}

/**
 * Does the work of a schedule now if it is due, and each time that it is due again. Every worker process may start it: one of them does each
 * run, and if it is killed another takes over within a minute. Returns a function that stops it after the current run.
 */
export function startSchedule(db: Database, schedule: Schedule): () => Promise<void> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    let wait = maxWaitMs;
    try {
      await runIfDue(db, schedule, { signal: stop.signal });
      wait = await findWait(db, schedule);
    } catch (error) {
      if (!stop.signal.aborted)
        log.error({ err: error, schedule: schedule.name }, "A schedule could not be read; it is read again.");
    }
    if (stop.signal.aborted) return;
    timer = setTimeout(() => {
      running = look();
    }, wait);
  };
  let running = look();
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await running;
  };
}

/** `startSchedule` with the parts of a schedule one by one. */
export function runScheduled(db: Database, name: string, everyMs: number, work: ScheduledWork): () => Promise<void> {
  return startSchedule(db, { name, everyMs, work });
}
