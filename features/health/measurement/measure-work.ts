import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { openDsaNoticeCount } from "#features/dsa-notices/queries.ts";
import { findLatestHeartbeat } from "#features/jobs/heartbeat/queries.ts";
import { hasFailed, hasQueues, listScheduleRuns, type ScheduleRun } from "#features/jobs/queries.ts";
import { knownSchedules } from "#features/jobs/rules.ts";
import { openAppealCount } from "#features/moderation/appeals/queries.ts";
import type { JobFacts } from "../checks/background-work.ts";
import type { FeedFacts } from "../checks/feed-reading.ts";
import type { ModerationFacts } from "../checks/moderation.ts";

/** A schedule that is due for this long does not run: the rarest look is twice a minute. */
const overdueMs = 30 * 60_000;

interface QueueRow extends Record<string, unknown> {
  given_up: number;
  retrying: number;
  waiting: number;
  waiting_seconds: number;
  later: number;
  mails: number;
  mail_seconds: number;
}

const noQueues: QueueRow = {
  given_up: 0,
  retrying: 0,
  waiting: 0,
  waiting_seconds: 0,
  later: 0,
  mails: 0,
  mail_seconds: 0,
};

/** The queues whose jobs send a mail. */
const mailQueue = sql`(name like '%-mail' or name in ('staff-invitation', 'newsletter-preferences-link'))`;

/** Counts the jobs that are not finished, and the mails among them that should have left. */
async function countJobs(db: Executor): Promise<QueueRow> {
  if (!(await hasQueues(db))) return noQueues;
  const due = sql`state in ('created', 'retry') and start_after <= now()`;
  const unsent = sql`${mailQueue} and state in ('created', 'retry') and (start_after <= now() or output is not null)`;
  const [row] = await db.execute<QueueRow>(sql`
    select (count(*) filter (where state = 'failed'))::int as given_up,
      (count(*) filter (where ${hasFailed} and state <> 'failed'))::int as retrying,
      (count(*) filter (where ${due}))::int as waiting,
      coalesce(max(extract(epoch from now() - start_after)) filter (where ${due}), 0)::float8 as waiting_seconds,
      (count(*) filter (where state in ('created', 'retry') and start_after > now()))::int as later,
      (count(*) filter (where ${unsent}))::int as mails,
      coalesce(max(extract(epoch from now() - created_on)) filter (where ${unsent}), 0)::float8 as mail_seconds
    from pgboss.job where state in ('created', 'retry', 'active', 'failed') and not starts_with(name, '__pgboss')`);
  return row ?? noQueues;
}

const isLate = (now: number) => (run: ScheduleRun) => run.nextAt !== null && now - run.nextAt.getTime() >= overdueMs;

/** Measures the background jobs, and the mails that wait in them. */
export async function measureJobs(db: Executor, now: number) {
  const heartbeat = await findLatestHeartbeat(db);
  const queues = await countJobs(db);
  const names: readonly string[] = knownSchedules;
  // Schedules of another version of Vigie do not run any more.
  const runs = (await listScheduleRuns(db)).filter(({ name }) => names.includes(name));
  const failures = runs.flatMap(({ failedAt }) => (failedAt ? [failedAt.getTime()] : []));
  const times = runs.flatMap(({ startedAt, finishedAt }) =>
    startedAt && finishedAt ? [(finishedAt.getTime() - startedAt.getTime()) / 1_000] : [],
  );
  const seconds = (value: number) => Math.max(0, Math.round(value));
  const jobs: JobFacts = {
    heartbeatSeconds: heartbeat.ageMs === null ? null : seconds(heartbeat.ageMs / 1_000),
    givenUp: queues.given_up,
    retrying: queues.retrying,
    waiting: queues.waiting,
    waitingSeconds: seconds(queues.waiting_seconds),
    later: queues.later,
    failedSchedules: runs.filter(({ failure }) => failure !== null).map(({ name }) => name),
    overdueSchedules: runs.filter(isLate(now)).map(({ name }) => name),
    lastFailureAt: failures.length > 0 ? Math.max(...failures) : null,
    slowestSeconds: Math.max(0, ...times),
  };
  return { jobs, mails: { waiting: queues.mails, waitingSeconds: seconds(queues.mail_seconds) } };
}

interface WaitingRow extends Record<string, unknown> {
  active: number;
  failing: number;
  gone: number;
  moved: number;
  overdue: number;
  overdue_seconds: number;
  comments: number;
  comment_seconds: number;
  notices: number;
  appeals: number;
  uncertain: number;
}

/** Counts feeds that are not read, and what waits for a person, in one statement. */
export async function measureWaiting(
  db: Executor,
): Promise<{ feeds: FeedFacts; moderation: ModerationFacts; uncertain: number }> {
  const [row] = await db.execute<WaitingRow>(sql`
    with f as (
      select status, moved_from, failures, coalesce(succeeded_at, created_at) as read_at, next_at,
        status = 'active' and next_at < now() - interval '1 hour' as is_overdue
      from feeds join feed_states on feed_id = id
    )
    select (count(*) filter (where status = 'active'))::int as active,
      (count(*) filter (where status = 'active' and failures > 0 and read_at < now() - interval '1 day'))::int as failing,
      (count(*) filter (where status = 'gone'))::int as gone,
      (count(*) filter (where moved_from is not null and status in ('active', 'paused')))::int as moved,
      (count(*) filter (where is_overdue))::int as overdue,
      coalesce(max(extract(epoch from now() - next_at)) filter (where is_overdue), 0)::float8 as overdue_seconds,
      (select count(*)::int from moderation_queue) as comments,
      (select coalesce(extract(epoch from now() - min(queued_at)), 0)::float8 from moderation_queue) as comment_seconds,
      ${openDsaNoticeCount} as notices, ${openAppealCount} as appeals,
      (select count(*)::int from newsletter_deliveries where state = 'uncertain') as uncertain
    from f`);
  if (!row) throw new Error("A count without groups returned no row.");
  const seconds = (value: number) => Math.max(0, Math.round(value));
  const { active, failing, gone, moved, overdue } = row;
  return {
    feeds: { active, failing, gone, moved, overdue, overdueSeconds: seconds(row.overdue_seconds) },
    moderation: {
      waiting: row.comments + row.notices + row.appeals,
      waitingSeconds: seconds(row.comment_seconds),
    },
    uncertain: row.uncertain,
  };
}
