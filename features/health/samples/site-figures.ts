import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { readLastBackupRuns } from "#features/backup/queries.ts";
import { type QueueCounts, readQueueCounts } from "#features/jobs/queries.ts";
import { isMailQueue } from "#features/jobs/rules.ts";
import type { SizeKind } from "../checks/disk.ts";
import type { FeedFacts } from "../checks/feed-reading.ts";

/** Things that wait, and the age of the oldest one. */
export interface WaitingFigures {
  waiting: number;
  oldestSeconds: number;
}

/** What the database says about the state of the site. Every figure comes from an index or a small table. */
export interface SiteFigures {
  /** By name of the queue. */
  queues: Record<string, QueueCounts>;
  /** By name: seconds since the last run that ended well, and whether the last one failed. */
  schedules: Record<string, { seconds: number; isFailing: boolean }>;
  /** Seconds since a process last showed that it runs jobs; null if none ever did. */
  heartbeatSeconds: number | null;
  /** What waits for a moderator. A comment waits from its arrival: one that was imported is older than its article here. */
  moderation: Record<"comments" | "notices" | "appeals", WaitingFigures>;
  /** Deliveries of the newsletter that are due, and those of which nobody knows whether they arrived. */
  newsletter: WaitingFigures & { uncertain: number };
  /** Other mails: those that are due, and those that were being sent when a process ended. */
  mails: WaitingFigures & { uncertain: number };
  /** Feeds of other sites, as `checks/feed-reading.ts` explains them. */
  feeds: FeedFacts;
  /** How many were ever made, from the counters of the tables' keys. */
  created: { members: number; comments: number; articles: number };
  databaseBytes: number;
  /** What DATA_DIR holds, by kind, as it was last measured for the health page; null: not yet. */
  stored: Partial<Record<SizeKind, number>> | null;
  /** By kind, seconds since the start of the last backup that succeeded, and whether a later one failed. */
  backups: Record<string, { seconds: number | null; isFailing: boolean }>;
}

const seconds = (time: ReturnType<typeof sql>) =>
  sql`coalesce(greatest(0, extract(epoch from now() - ${time})), 0)::float8`;

/** A mail that has been sending for this long will not be sent: its process ended. */
const uncertainAfter = sql`interval '10 minutes'`;

const minSize = sql`jsonb_build_object('waiting', count(*), 'oldestSeconds'`;

/** An active feed that should have been fetched this long ago is overdue. */
const overdueAfter = sql`interval '1 hour'`;

/**
 * Reads the figures in four statements, for the metrics, the samples and the health page: each fact is counted by one
 * rule.
 */
export async function readSiteFigures(db: Executor): Promise<SiteFigures> {
  const [row] = await db.execute<{ figures: Omit<SiteFigures, "queues" | "backups"> }>(sql`select jsonb_build_object(
    'schedules', (select coalesce(jsonb_object_agg(name, jsonb_build_object(
        'seconds', ${seconds(sql`case when failed_at >= started_at then started_at else coalesce(finished_at, started_at) end`)},
        'isFailing', coalesce(failure is not null and failed_at >= started_at, false))), '{}') from schedule_runs),
    'heartbeatSeconds', (select ${seconds(sql`max(beat_at)`)} from worker_heartbeats having count(*) > 0),
    'moderation', jsonb_build_object(
      'comments', (select ${minSize}, ${seconds(sql`min(greatest(q.queued_at, a.created_at))`)})
        from moderation_queue as q join articles as a on a.id = q.article_id),
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
    'feeds', (select jsonb_build_object(
        'active', count(*) filter (where is_active),
        'failing', count(*) filter (where is_active and failures > 0 and read_at < now() - interval '1 day'),
        'gone', count(*) filter (where status = 'gone'),
        'moved', count(*) filter (where moved_from is not null and status in ('active', 'paused')),
        'overdue', count(*) filter (where is_active and next_at < now() - ${overdueAfter}),
        'overdueSeconds', ${seconds(sql`min(next_at) filter (where is_active and next_at < now() - ${overdueAfter})`)})
      from (select status, status = 'active' as is_active, moved_from, failures, next_at,
          coalesce(succeeded_at, created_at) as read_at
        from feeds join feed_states on feed_id = id) as f),
    'created', jsonb_build_object(
      'members', ${lastNumber("members")}, 'comments', ${lastNumber("comments")}, 'articles', ${lastNumber("articles")}),
    'databaseBytes', pg_database_size(current_database()),
    'stored', (select sizes from health_sizes order by day desc limit 1)
  ) as figures`);
  if (!row) throw new Error("The database returned no figures.");
  const queues = await readQueueCounts(db);
  const mailQueues = Object.entries(queues).flatMap(([name, queue]) => (isMailQueue(name) ? [queue] : []));
  const { mails } = row.figures;
  return {
    ...row.figures,
    queues,
    mails: {
      waiting: mails.waiting + mailQueues.reduce((sum, { unsent }) => sum + unsent, 0),
      oldestSeconds: Math.max(mails.oldestSeconds, ...mailQueues.map(({ unsentSeconds }) => unsentSeconds)),
      uncertain: mails.uncertain,
    },
    backups: await readBackupAges(db),
  };
}

async function readBackupAges(db: Executor): Promise<SiteFigures["backups"]> {
  const runs = await readLastBackupRuns(db);
  return Object.fromEntries(
    runs.map(({ kind, successAgeSeconds, lastRun }) => [
      kind,
      { seconds: successAgeSeconds ?? null, isFailing: typeof lastRun?.failure === "string" },
    ]),
  );
}

/** The last number that a table's key was given: counting a large table would read all of it. */
const lastNumber = (table: "members" | "comments" | "articles") =>
  sql`coalesce((select last_value from pg_sequences
    where schemaname || '.' || sequencename = pg_get_serial_sequence(${`public.${table}`}, 'id')), 0)`;
