import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import {
  articles,
  commentReports,
  comments,
  moderationDecisions,
  moderationQueue,
  screeningVerdicts,
} from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import {
  type CalmFigures,
  type DiscussionFigures,
  type DiscussionRule,
  maxTroubledPerAuthor,
  recentMinutes,
} from "./rules.ts";

/** Holds that say nothing about the text: of newcomers, of members and articles under premoderation, and of reports. */
const routineHolds = sql`('verdict.newcomer', 'verdict.article', 'verdict.premoderated', 'verdict.reports')`;

/** SQL condition on a comment `c`: refused by a moderator, or held because of its text. */
const isRefusedOrHeld = sql`(
  c.status in ('rejected', 'spam', 'removed')
  or c.status = 'pending' and exists (
    select from ${screeningVerdicts} as v where v.comment_id = c.id and v.action = 'hold' and v.reason not in ${routineHolds}))`;

/** SQL condition on a comment `c`: reported by two members, or hidden by reports. */
const isReported = sql`exists (
  select from ${moderationQueue} as q where q.comment_id = c.id and q.reports >= case when c.status = 'pending' then 1 else 2 end)`;

/** Reported comments count up to this share of the members who reported any: a few accounts must not decide for all. */
const reportersPerComment = 2;

/**
 * SQL statement for the figures `last` and `troubled` of the comments that another one selects.
 * @param selected selects `id`, `member_id` and `status`
 */
const selectTrouble = (selected: SQL) => sql`
  with marked as (
    select c.id, coalesce(c.member_id, -c.id) as author, ${isRefusedOrHeld} as refused, ${isReported} as reported from (${selected}) as c
  ),
  by_author as (
    select count(*) as comments, least(count(*) filter (where refused), ${maxTroubledPerAuthor}::int) as refused,
      least(count(*) filter (where refused or reported), ${maxTroubledPerAuthor}::int) as troubled
    from marked group by author
  )
  select coalesce(sum(comments), 0)::int as last,
    coalesce(sum(refused) + least(sum(troubled - refused), (
      select count(distinct r.member_id) / ${reportersPerComment}::int
      from marked join ${commentReports} as r on r.comment_id = marked.id where marked.reported and not marked.refused
    )), 0)::int as troubled
  from by_author`;

/** The comments of the last minutes, by the index on status and date; those that their authors deleted do not count. */
const recentComments = (now: Date, minutes: number, condition: SQL = sql`true`) => sql`
  select c.id, c.article_id, c.member_id, c.status, c.created_at from ${comments} as c
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

/** The most comments of one member that count for the pace: it takes eight people to slow a discussion down. */
const maxPacedPerAuthor = (slowFrom: number) => Math.max(1, Math.ceil(slowFrom / 8));

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
    by_author as (
      select article_id, count(*) as comments,
        count(*) filter (where status in ('visible', 'pending')
          and created_at > ${now.toISOString()}::timestamptz - make_interval(mins => ${within}::int)) as paced
      from recent group by article_id, coalesce(member_id, -id)
    ),
    figures as (
      select article_id, sum(comments)::int as comments, sum(least(paced, ${maxPacedPerAuthor(slowFrom)}::int))::int as pace
      from by_author group by article_id
    )
    select articles.id, articles.thread_version as version, articles.comment_policy as policy,
      articles.slow_mode_minutes as "slowModeMinutes", figures.pace, last.last, last.troubled
    from figures join ${articles} on articles.id = figures.article_id and ${hasReaders}
    cross join lateral (${selectTrouble(sql`
      select id, member_id, status from recent where recent.article_id = articles.id order by id desc limit ${lastCount}::int`)}
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

/** Reads how calm discussions have been during the last `discussion.calmMinutes`. */
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
    select article.id as article, figures.last, figures.troubled,
      coalesce((select max(paced.comments) from paced where paced.article_id = article.id), 0) as peak
    from unnest(${toIdArray(articleIds)}) as article (id)
    cross join lateral (${selectTrouble(sql`
      select id, member_id, status from recent where recent.article_id = article.id`)}
    ) as figures`);
  return new Map(rows.map(({ article, ...figures }) => [Number(article), figures]));
}
