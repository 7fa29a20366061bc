import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import { articles, comments, moderationDecisions, moderationQueue, screeningVerdicts } from "#db/schema.ts";
import type { Settings } from "#features/settings/schema.ts";
import { type CalmFigures, type DiscussionFigures, type DiscussionRule, recentMinutes } from "./rules.ts";

/** Holds that say nothing about the text: of newcomers, and of members and articles under premoderation. */
const routineHolds = sql`('verdict.newcomer', 'verdict.article', 'verdict.premoderated')`;

/**
 * SQL condition on a comment `c`: refused by a moderator, held because of its text or of reports, or reported by two
 * members.
 */
const isTroubled = sql`(
  c.status in ('rejected', 'spam', 'removed')
  or exists (select from ${moderationQueue} as q where q.comment_id = c.id and q.reports >= case when c.status = 'pending' then 1 else 2 end)
  or c.status = 'pending' and exists (
    select from ${screeningVerdicts} as v where v.comment_id = c.id and v.action = 'hold' and v.reason not in ${routineHolds}))`;

/** The comments of the last minutes, by the index on status and date; those that their authors deleted do not count. */
const recentComments = (now: Date, minutes: number, condition: SQL = sql`true`) => sql`
  select c.id, c.article_id, c.status, c.created_at from ${comments} as c
  where c.status in ('visible', 'pending', 'rejected', 'spam', 'removed')
    and c.created_at > ${now.toISOString()}::timestamptz - make_interval(mins => ${minutes}::int)
    and c.created_at <= ${now.toISOString()}::timestamptz
    and c.deleted_at is null and ${condition}`;

export interface BusyDiscussion extends DiscussionFigures {
  id: number;
  version: number;
  policy: CommentPolicy;
  slowModeMinutes: number;
}

/** Lists the published articles with so many recent comments that a limit may be passed. Reads the recent comments only. */
export async function listBusyDiscussions(db: Executor, settings: Settings, now: Date): Promise<BusyDiscussion[]> {
  const within = settings["discussion.slowWithin"];
  const lastCount = settings["discussion.premoderateOf"];
  const { "discussion.slowFrom": slowFrom, "discussion.premoderateFrom": share } = settings;
  if (slowFrom === 0 && share === 0) return [];
  const isBusy = [
    ...(slowFrom > 0 ? [sql`figures.pace >= ${slowFrom}`] : []),
    ...(share > 0 ? [sql`figures.comments >= ${lastCount}`] : []),
  ];
  const rows = await db.execute<Omit<BusyDiscussion, "id"> & { id: string }>(sql`
    with recent as materialized (${recentComments(now, Math.max(recentMinutes, within))}),
    figures as (
      select article_id, count(*)::int as comments,
        count(*) filter (where status in ('visible', 'pending')
          and created_at > ${now.toISOString()}::timestamptz - make_interval(mins => ${within}::int))::int as pace
      from recent group by article_id
    )
    select articles.id, articles.thread_version as version, articles.comment_policy as policy,
      articles.slow_mode_minutes as "slowModeMinutes", figures.pace, last.last, last.troubled
    from figures join ${articles} on articles.id = figures.article_id and articles.status = 'published'
    cross join lateral (
      select count(*)::int as last, (count(*) filter (where ${isTroubled}))::int as troubled
      from (
        select id, status from recent where recent.article_id = articles.id order by id desc limit ${lastCount}::int
      ) as c
    ) as last
    where ${sql.join(isBusy, sql` or `)}`);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** A measure of a rule that is in force: a person has neither confirmed nor replaced it. */
export interface RuleMeasure {
  decision: number;
  rule: DiscussionRule;
  articleId: number;
  version: number;
  title: string;
  note: string;
  beganAt: Date;
}

/**
 * Lists the measures of rules that are in force, the newest first. Decisions on threads are few, and found by the index
 * of their subject.
 */
export async function listRuleMeasures(db: Executor, articleId?: number): Promise<RuleMeasure[]> {
  const rows = await db.execute<{
    decision: string;
    rule: DiscussionRule;
    article: string;
    version: number;
    title: string;
    note: string;
    began: number;
  }>(sql`
    select d.id as decision, d.rule, d.subject_id as article, articles.thread_version as version, articles.title, d.note,
      (1000 * extract(epoch from d.created_at))::double precision as began
    from ${moderationDecisions} as d join ${articles} on articles.id = d.subject_id
    where d.subject = 'article' and ${articleId === undefined ? sql`true` : sql`d.subject_id = ${articleId}::bigint`}
      and (
        d.rule = 'pace' and d.action = 'slow' and articles.slow_mode_minutes > 0
        or d.rule = 'heldShare' and d.action = 'premoderate' and articles.comment_policy = 'premoderated')
      and not exists (
        select from ${moderationDecisions} as later
        where later.subject = 'article' and later.subject_id = d.subject_id and later.id > d.id and later.action <> 'undo'
          and later.after ? (case d.rule when 'pace' then 'slowModeMinutes' else 'policy' end)
          and not exists (select from ${moderationDecisions} as undo where undo.reverts = later.id))
    order by d.id desc`);
  return rows.map(({ decision, article, began, ...row }) => ({
    ...row,
    decision: Number(decision),
    articleId: Number(article),
    beganAt: new Date(began),
  }));
}

/** Reads how calm discussions have been during the last `discussion.calmMinutes`. An article without comments is absent. */
export async function readCalmFigures(
  db: Executor,
  articleIds: number[],
  settings: Settings,
  now: Date,
): Promise<Map<number, CalmFigures>> {
  if (articleIds.length === 0) return new Map();
  const within = settings["discussion.slowWithin"];
  const ofArticles = sql`c.article_id = any(${toIdArray(articleIds)})`;
  const rows = await db.execute<Pick<CalmFigures, keyof CalmFigures> & { article: string }>(sql`
    with recent as materialized (${recentComments(now, settings["discussion.calmMinutes"], ofArticles)}),
    paced as (
      select article_id, count(*) filter (where status in ('visible', 'pending'))::int as comments
      from recent group by article_id, floor(extract(epoch from ${now.toISOString()}::timestamptz - created_at) / ${60 * within}::int)
    )
    select c.article_id as article, count(*)::int as last, (count(*) filter (where ${isTroubled}))::int as troubled,
      (select max(paced.comments) from paced where paced.article_id = c.article_id)::int as peak
    from recent as c group by c.article_id`);
  return new Map(rows.map(({ article, ...figures }) => [Number(article), figures]));
}
