import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { scheduleRuns } from "#db/schema.ts";
import { redactText } from "#lib/log/redact.mjs";
import { knownSchedules, listPayloadIds } from "./rules.ts";

/** Whether pg-boss has created its tables, which its first start does. */
export async function hasQueues(db: Executor): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(sql`select to_regclass('pgboss.job') is not null as found`);
  return row?.found ?? false;
}

/** SQL condition for jobs whose last attempt failed: given up, or waiting for another attempt. */
export const hasFailed = sql`(state = 'failed' or (state = 'retry' and output is not null))`;

/** The jobs of one kind. */
export interface Queue {
  name: string;
  /** Due, but no worker has taken them yet. */
  waiting: number;
  /** Due later. */
  later: number;
  active: number;
  /** Given up, or waiting for another attempt. */
  failed: number;
  lastFinishedAt: Date | null;
}

/** The unfinished jobs of a queue. */
export interface QueueCounts extends Record<string, number> {
  /** Due, but no worker has taken them, and how long the oldest has been due. */
  waiting: number;
  oldestSeconds: number;
  /** Due later. */
  later: number;
  /** Whose last attempt failed, those included that were given up. */
  failed: number;
  givenUp: number;
  /** Due now or tried before, and how long ago the oldest was enqueued: a mail that the server refuses for now is one. */
  unsent: number;
  unsentSeconds: number;
}

/** Counts the unfinished jobs of each queue. */
export async function readQueueCounts(db: Executor): Promise<Record<string, QueueCounts>> {
  if (!(await hasQueues(db))) return {};
  const isDue = sql`state in ('created', 'retry') and start_after <= now()`;
  const isUnsent = sql`state in ('created', 'retry') and (start_after <= now() or output is not null)`;
  const age = (since: ReturnType<typeof sql>) =>
    sql`coalesce(greatest(0, extract(epoch from now() - ${since})), 0)::float8`;
  const rows = await db.execute<QueueCounts & { name: string }>(sql`
    select q.name, (count(*) filter (where ${isDue}))::int as waiting,
      ${age(sql`min(start_after) filter (where ${isDue})`)} as "oldestSeconds",
      (count(*) filter (where state in ('created', 'retry') and start_after > now()))::int as later,
      (count(*) filter (where ${hasFailed}))::int as failed,
      (count(*) filter (where state = 'failed'))::int as "givenUp",
      (count(*) filter (where ${isUnsent}))::int as unsent,
      ${age(sql`min(j.created_on) filter (where ${isUnsent})`)} as "unsentSeconds"
    from pgboss.queue as q
    left join pgboss.job as j on j.name = q.name and j.state in ('created', 'retry', 'failed')
    where not starts_with(q.name, '__pgboss') group by q.name`);
  return Object.fromEntries(rows.map(({ name, ...counts }) => [name, counts]));
}

const toDate = (text: string | null) => (text === null ? null : new Date(text));

/** Lists the queues, those with failed jobs first. Finished jobs are kept for one day. */
export async function listQueues(db: Executor): Promise<Queue[]> {
  if (!(await hasQueues(db))) return [];
  const rows = await db.execute<Omit<Queue, "lastFinishedAt"> & { finished: string | null }>(sql`
    with jobs as (
      select name, (count(*) filter (where state in ('created', 'retry') and start_after <= now()))::int as waiting,
        (count(*) filter (where state in ('created', 'retry') and start_after > now()))::int as later,
        (count(*) filter (where state = 'active'))::int as active,
        (count(*) filter (where ${hasFailed}))::int as failed,
        max(completed_on) filter (where state = 'completed') as finished
      from pgboss.job group by name
    )
    select q.name, coalesce(waiting, 0) as waiting, coalesce(later, 0) as later, coalesce(active, 0) as active,
      coalesce(failed, 0) as failed, to_json(finished) #>> '{}' as finished
    from pgboss.queue as q left join jobs using (name)
    where not starts_with(q.name, '__pgboss') order by coalesce(failed, 0) > 0 desc, q.name`);
  return rows.map(({ finished, ...queue }) => ({ ...queue, lastFinishedAt: toDate(finished) }));
}

/** A schedule with its last run; one that never ran has no times. */
export type ScheduleRun = typeof scheduleRuns.$inferSelect;

/** Lists the schedules by name, also those that have not run yet. */
export async function listScheduleRuns(db: Executor): Promise<ScheduleRun[]> {
  const runs = await db.select().from(scheduleRuns);
  const missing = knownSchedules.filter((name) => !runs.some((run) => run.name === name));
  const none = { startedAt: null, finishedAt: null, nextAt: null, result: "", failedAt: null, failure: null };
  return [...runs, ...missing.map((name) => ({ name, ...none }))].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const failuresPerPage = 25;

/** A job whose last attempt failed. */
export interface FailedJob {
  id: string;
  queue: string;
  attempts: number;
  createdAt: Date;
  /** The next attempt; null if the job was given up. */
  nextAt: Date | null;
  /** The message of the last failure, without personal data; may be empty. */
  cause: string;
  /** The ids in the payload, as `article 12`. */
  ids: string[];
}

const cursorShape = /^(\d{1,17})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Lists jobs whose last attempt failed, the newest first, with the cursor of the next page. A cursor that is not one is
 * ignored.
 */
export async function listFailedJobs(db: Executor, after = ""): Promise<{ jobs: FailedJob[]; next?: string }> {
  if (!(await hasQueues(db))) return { jobs: [] };
  const [, time, id] = cursorShape.exec(after) ?? [];
  const position = sql`(extract(epoch from created_on) * 1000000)::bigint`;
  const rows = await db.execute<{
    id: string;
    name: string;
    attempts: number;
    created: string;
    next: string | null;
    cause: string | null;
    data: unknown;
    position: string;
  }>(sql`
    select id, name, retry_count + 1 as attempts, to_json(created_on) #>> '{}' as created,
      case when state = 'retry' then to_json(start_after) #>> '{}' end as next,
      coalesce(output ->> 'message', output #>> '{value,message}') as cause, data, ${position}::text as position
    from pgboss.job
    where ${hasFailed} ${time && id ? sql`and (${position}, id) < (${time}::bigint, ${id}::uuid)` : sql``}
    order by ${position} desc, id desc limit ${failuresPerPage + 1}`);
  const shown = rows.slice(0, failuresPerPage);
  const last = shown.at(-1);
  return {
    jobs: shown.map((row) => ({
      id: row.id,
      queue: row.name,
      attempts: row.attempts,
      createdAt: new Date(row.created),
      nextAt: toDate(row.next),
      // Already redacted by the worker, but pg-boss writes messages too.
      cause: redactText(row.cause ?? ""),
      ids: listPayloadIds(row.data),
    })),
    ...(rows.length > shown.length && last && { next: `${last.position}-${last.id}` }),
  };
}
