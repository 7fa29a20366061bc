import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { groupOfReason, verdictGroups } from "#features/screening/rules.ts";
import type { DigestFigures, DigestWeek, GroupFigures, WaitFigures } from "./rules.ts";

/** Comments listed of each kind. */
const maxListed = 3;
/** The newest reports that are counted: a digest is sent a few hours after its week. */
const maxReports = 20_000;

const moment = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;

/**
 * The comments of a week. The index begins with the status, so each status is a range of it; without, all comments would be
 * read.
 */
const commentsOfWeek = ({ from, to }: DigestWeek, columns: SQL): SQL => sql`
  select newest.* from unnest(enum_range(null::comment_status)) as known (status)
  cross join lateral (
    select ${columns} from comments
    where status = known.status and created_at >= ${moment(from)} and created_at < ${moment(to)}
  ) as newest`;

/** Reads what a digest says about a week, in seven statements, each bounded by the week's rows. */
export async function readDigestFigures(db: Executor, week: DigestWeek): Promise<DigestFigures> {
  const [received, decided, reverted, groups, longest, reported, best] = await Promise.all([
    countReceived(db, week),
    readDecisions(db, week),
    countReverted(db, week),
    readGroups(db, week),
    listLongestWaiting(db),
    listMostReported(db, week),
    listBest(db, week),
  ]);
  return { received, ...decided, ...reverted, groups, longest, reported, best };
}

async function countReceived(db: Executor, week: DigestWeek): Promise<DigestFigures["received"]> {
  const [row] = await db.execute<DigestFigures["received"] & Record<string, unknown>>(sql`
    select count(*)::int as all,
      count(*) filter (where status = 'visible')::int as published,
      count(*) filter (where status = 'pending')::int as waiting,
      count(*) filter (where status in ('rejected', 'spam', 'removed'))::int as refused
    from (${commentsOfWeek(week, sql`status`)}) as received`);
  return row ?? { all: 0, published: 0, waiting: 0, refused: 0 };
}

/** The decisions of the week, and how long people's decisions of this week and the one before let comments wait. */
async function readDecisions(db: Executor, { before, from, to }: DigestWeek) {
  const byPerson = sql`(decider like 'member:%' or decider = 'rule:command-line')`;
  const rows = await db.execute<
    { current: boolean; held: number; by_people: number; by_rules: number } & WaitFigures & Record<string, unknown>
  >(sql`
    select created_at >= ${moment(from)} as current,
      count(*) filter (where action = 'hold')::int as held,
      count(*) filter (where ${byPerson})::int as by_people,
      count(*) filter (where not ${byPerson})::int as by_rules,
      count(waited)::int as decided,
      (percentile_cont(0.5) within group (order by waited))::int as median,
      (percentile_cont(0.9) within group (order by waited))::int as p90
    from moderation_log where created_at >= ${moment(before)} and created_at < ${moment(to)}
    group by 1`);
  const waitsOf = (current: boolean): WaitFigures => {
    const { decided = 0, median = null, p90 = null } = rows.find((row) => row.current === current) ?? {};
    return { decided, median, p90 };
  };
  const week = rows.find((row) => row.current);
  return {
    held: week?.held ?? 0,
    decisions: { byPeople: week?.by_people ?? 0, byRules: week?.by_rules ?? 0 },
    waits: { week: waitsOf(true), before: waitsOf(false) },
  };
}

async function countReverted(db: Executor, { from, to }: DigestWeek): Promise<{ undone: number; overturned: number }> {
  const [row] = await db.execute<{ undone: number; overturned: number }>(sql`
    select
      (select count(*)::int from moderation_decisions
        where created_at >= ${moment(from)} and created_at < ${moment(to)} and action = 'undo') as undone,
      (select count(*)::int from appeal_outcomes
        where created_at >= ${moment(from)} and created_at < ${moment(to)} and outcome = 'overturned') as overturned`);
  return row ?? { undone: 0, overturned: 0 };
}

/**
 * What each group of phases caught among the week's comments, a comment once per group, and the last decision in force of
 * a person on it.
 */
async function readGroups(db: Executor, week: DigestWeek): Promise<DigestFigures["groups"]> {
  const rows = await db.execute<GroupFigures & Record<string, unknown>>(sql`
    with groups as materialized (
      select key as reason, value as name from jsonb_each_text(${JSON.stringify(groupOfReason)}::jsonb) where value is not null
    ),
    caught as materialized (
      select distinct received.id, groups.name as group
      from (${commentsOfWeek(week, sql`id`)}) as received
      cross join lateral (select reason from screening_verdicts where comment_id = received.id offset 0) as verdict
      join groups on groups.reason = verdict.reason
    )
    select caught.group, count(*)::int as caught,
      count(*) filter (where decided.action in ('reject', 'spam', 'remove'))::int as agreed,
      count(*) filter (where decided.action in ('approve', 'restore'))::int as disagreed
    from caught
    left join lateral (
      select action from moderation_decisions as d
      where d.subject = 'comment' and d.subject_id = caught.id and d.actor_id is not null
        and d.action in ('approve', 'reject', 'spam', 'remove', 'restore')
        and not exists (select from moderation_decisions as u where u.reverts = d.id or u.reverts = d.part_of)
      order by d.id desc limit 1
    ) as decided on true
    group by caught.group`);
  return verdictGroups.flatMap((group) => rows.filter((row) => row.group === group).map((row) => ({ ...row })));
}

async function listLongestWaiting(db: Executor): Promise<DigestFigures["longest"]> {
  const rows = await db.execute<{ id: number; article: string; since: string | Date }>(sql`
    select waiting.comment_id as id, articles.title as article, waiting.queued_at as since
    from (select * from moderation_queue where pending order by queued_at, comment_id limit ${maxListed}) as waiting
    join articles on articles.id = waiting.article_id
    order by waiting.queued_at, waiting.comment_id`);
  return rows.map(({ id, article, since }) => ({ id: Number(id), article, since: new Date(since) }));
}

async function listMostReported(db: Executor, { from, to }: DigestWeek): Promise<DigestFigures["reported"]> {
  const rows = await db.execute<{ id: number; article: string; reports: number; status: string }>(sql`
    select reported.comment_id as id, articles.title as article, reported.reports,
      case when comments.deleted_at is null then comments.status::text else 'deleted' end as status
    from (
      select comment_id, count(*)::int as reports
      from (select comment_id, created_at from comment_reports order by id desc limit ${maxReports}) as newest
      where created_at >= ${moment(from)} and created_at < ${moment(to)}
      group by comment_id order by count(*) desc, comment_id limit ${maxListed}
    ) as reported
    join comments on comments.id = reported.comment_id
    join articles on articles.id = comments.article_id
    order by reported.reports desc, reported.comment_id`);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** The week's comments that a moderator featured, or that most readers marked as "Pertinent". */
async function listBest(db: Executor, { from, to }: DigestWeek): Promise<DigestFigures["best"]> {
  const rows = await db.execute<{
    id: number;
    article: string;
    author: string;
    html: string;
    reactions: number;
    featured: boolean;
  }>(sql`
    select best.id, articles.title as article, coalesce(members.name, best.author_name) as author, best.body_html as html,
      best.reaction_count as reactions, best.featured_at is not null as featured
    from (
      select * from comments
      where status = 'visible' and created_at >= ${moment(from)} and created_at < ${moment(to)}
        and deleted_at is null and (reaction_count > 0 or featured_at is not null)
      order by featured_at is not null desc, reaction_count desc, id limit ${maxListed}
    ) as best
    join articles on articles.id = best.article_id and ${hasReaders}
    left join members on members.id = best.member_id
    order by best.featured_at is not null desc, best.reaction_count desc, best.id`);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** The moderators and administrators who get the digest of a week and for whom no process has claimed it, by id. */
export async function listDigestRecipients(db: Executor, monday: string): Promise<number[]> {
  const rows = await db.execute<{ id: number }>(sql`
    select members.id from members
    left join notification_settings on notification_settings.member_id = members.id
    where members.role in ('moderator', 'admin') and members.deleted_at is null and members.confirmed_at is not null
      and notification_settings.moderation_digest is distinct from false
      and not exists (select from moderation_digests where week = ${monday}::date and member_id = members.id)
    order by members.id`);
  return rows.map(({ id }) => Number(id));
}
