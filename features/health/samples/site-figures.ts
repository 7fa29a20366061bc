import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { hasFailed, hasQueues } from "#features/jobs/queries.ts";
import type { SizeKind } from "../checks/disk.ts";

/** Things that wait, and the age of the oldest one. */
export interface WaitingFigures {
  waiting: number;
  oldestSeconds: number;
}

/** What the database says about the state of the site. Every figure comes from an index or a small table. */
export interface SiteFigures {
  /** By name of the queue: jobs that are due, and those that failed. */
  queues: Record<string, WaitingFigures & { failed: number }>;
  /** By name: seconds since the last run that ended well, and whether the last one failed. */
  schedules: Record<string, { seconds: number; isFailing: boolean }>;
  /** Seconds since a process last showed that it runs jobs; null if none ever did. */
  heartbeatSeconds: number | null;
  /** What waits for a moderator. */
  moderation: Record<"comments" | "notices" | "appeals", WaitingFigures>;
  /** Deliveries of the newsletter that are due, and those of which nobody knows whether they arrived. */
  newsletter: WaitingFigures & { uncertain: number };
  /** Other mails: those that are due, and those that were being sent when a process ended. */
  mails: WaitingFigures & { uncertain: number };
  feeds: { active: number; failing: number };
  /** How many were ever made, from the counters of the tables' keys. */
  created: { members: number; comments: number; articles: number };
  databaseBytes: number;
  /** What DATA_DIR holds, by kind, as it was last measured for the health page; null: not yet. */
  stored: Partial<Record<SizeKind, number>> | null;
  /** By kind, seconds since the last backup that succeeded, and whether a later one failed. */
  backups: Record<string, { seconds: number | null; isFailing: boolean }>;
}

const seconds = (time: ReturnType<typeof sql>) =>
  sql`coalesce(greatest(0, extract(epoch from now() - ${time})), 0)::float8`;

/** A mail that has been sending for this long will not be sent: its process ended. */
const uncertainAfter = sql`interval '10 minutes'`;

const minSize = sql`jsonb_build_object('waiting', count(*), 'oldestSeconds'`;

/** Queues through which mails go: their names end so. */
const isMailQueue = (name: string) => /mail|invitation|link/.test(name);

/** Reads the figures in two statements. */
export async function readSiteFigures(db: Executor): Promise<SiteFigures> {
  const [row] = await db.execute<{ figures: Omit<SiteFigures, "queues"> }>(sql`select jsonb_build_object(
    'schedules', (select coalesce(jsonb_object_agg(name, jsonb_build_object(
        'seconds', ${seconds(sql`case when failed_at >= started_at then started_at else coalesce(finished_at, started_at) end`)},
        'isFailing', coalesce(failure is not null and failed_at >= started_at, false))), '{}') from schedule_runs),
    'heartbeatSeconds', (select ${seconds(sql`max(beat_at)`)} from worker_heartbeats having count(*) > 0),
    'moderation', jsonb_build_object(
      'comments', (select ${minSize}, ${seconds(sql`min(queued_at)`)}) from moderation_queue),
      'notices', (select ${minSize}, ${seconds(sql`min(created_at)`)}) from dsa_notices where state <> 'decided'),
      'appeals', (select ${minSize}, ${seconds(sql`min(a.created_at)`)}) from appeals a
        where not exists (select from appeal_outcomes o where o.appeal_id = a.id))),
    'newsletter', (select ${minSize}, ${seconds(sql`min(due_at)`)}, 'uncertain',
        (select count(*) from newsletter_deliveries where state = 'uncertain'))
      from newsletter_deliveries where state = 'queued' and due_at <= now()),
    'mails', (select ${minSize}, ${seconds(sql`min(created_at)`)}, 'uncertain',
        (select count(*) from notification_mails where sent_at is null and created_at > now() - interval '1 day'
          and created_at < now() - ${uncertainAfter}))
      from pending_notification_mails where created_at < now() - interval '1 day'),
    'feeds', (select jsonb_build_object('active', count(*), 'failing', count(*) filter (where s.failures > 0))
      from feeds f join feed_states s on s.feed_id = f.id where f.status = 'active'),
    'created', jsonb_build_object(
      'members', ${lastNumber("members")}, 'comments', ${lastNumber("comments")}, 'articles', ${lastNumber("articles")}),
    'databaseBytes', pg_database_size(current_database()),
    'stored', (select sizes from health_sizes order by day desc limit 1),
    'backups', (select coalesce(jsonb_object_agg(kind, jsonb_build_object('seconds', succeeded, 'isFailing', failed)), '{}')
      from (select kind,
          extract(epoch from now() - max(finished_at) filter (where failure is null))::float8 as succeeded,
          coalesce(max(started_at) filter (where failure is not null)
            > coalesce(max(started_at) filter (where failure is null and finished_at is not null), '-infinity'), false) as failed
        from backup_runs where started_at > now() - interval '400 days' group by kind) as runs)
  ) as figures`);
  if (!row) throw new Error("The database returned no figures.");
  const queues = await readQueues(db);
  const mailQueues = Object.entries(queues).filter(([name]) => isMailQueue(name));
  const { mails } = row.figures;
  return {
    ...row.figures,
    queues,
    mails: {
      waiting: mails.waiting + mailQueues.reduce((sum, [, queue]) => sum + queue.waiting, 0),
      oldestSeconds: Math.max(mails.oldestSeconds, ...mailQueues.map(([, queue]) => queue.oldestSeconds)),
      uncertain: mails.uncertain,
    },
  };
}

/** The last number that a table's key was given: counting a large table would read all of it. */
const lastNumber = (table: "members" | "comments" | "articles") =>
  sql`coalesce((select last_value from pg_sequences
    where schemaname || '.' || sequencename = pg_get_serial_sequence(${`public.${table}`}, 'id')), 0)`;

async function readQueues(db: Executor): Promise<SiteFigures["queues"]> {
  if (!(await hasQueues(db))) return {};
  const rows = await db.execute<{ name: string; waiting: number; failed: number; oldest: number }>(sql`
    select q.name, coalesce(waiting, 0)::float8 as waiting, coalesce(failed, 0)::float8 as failed,
      coalesce(oldest, 0)::float8 as oldest
    from pgboss.queue as q left join (
      select name, count(*) filter (where state in ('created', 'retry') and start_after <= now()) as waiting,
        count(*) filter (where ${hasFailed}) as failed,
        extract(epoch from now() - min(start_after) filter (where state in ('created', 'retry') and start_after <= now())) as oldest
      from pgboss.job where state in ('created', 'retry', 'failed') group by name) as jobs using (name)
    where not starts_with(q.name, '__pgboss')`);
  return Object.fromEntries(
    rows.map(({ name, waiting, failed, oldest }) => [name, { waiting, failed, oldestSeconds: oldest }]),
  );
}
