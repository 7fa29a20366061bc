import { and, asc, count, desc, eq, gt, lt, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { articles, comments, members, moderationDecisions, noticeEvents, notices } from "#db/schema.ts";
import { standsApart } from "#features/comments/queries.ts";
import { commentAddress } from "#features/comments/rules.ts";
import { isUndone } from "#features/moderation/decisions/history.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { type Ground, type NoticeOutcome, type NoticeState, type Place, placeAt } from "./rules.ts";

/** Notices on one page. */
export const noticesPerPage = 30;
/** Other notices of the same content that are shown. */
const mostAlike = 20;
/** The badge counts no further. */
const mostCounted = 1_000;

export interface Content {
  articleId: number;
  commentId: number | null;
  /** A path of this site. */
  address: string;
  title: string;
  /** Of a comment: who wrote it, and its text. */
  author: string;
  bodyHtml: string;
}

/**
 * What an address is about, if anybody can read it now. Refused beside the field `address` with `notice.addressForeign` (another site's),
 * `notice.addressUnknown` or `notice.addressGone`.
 */
export async function findContent(db: Executor, address: string, siteUrl: string): Promise<Result<Content>> {
  const place = placeAt(address, siteUrl);
  if (place === "foreign") return refused("form.invalid", { address: "notice.addressForeign" });
  if (place === "unknown") return refused("form.invalid", { address: "notice.addressUnknown" });
  const found = place.kind === "comment" ? await findCommentAt(db, place.id) : await findArticleAt(db, place.slug);
  if (!found) return refused("form.invalid", { address: "notice.addressUnknown" });
  return found.visible ? ok(found.content) : refused("form.invalid", { address: "notice.addressGone" });
}

type Found = { visible: boolean; content: Content } | undefined;

async function findCommentAt(db: Executor, id: Extract<Place, { kind: "comment" }>["id"]): Promise<Found> {
  const [row] = await db
    .select({
      id: comments.id,
      status: comments.status,
      thread: comments.thread,
      apart: standsApart,
      author: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      bodyHtml: comments.bodyHtml,
      articleId: articles.id,
      slug: articles.slug,
      title: articles.title,
      published: articles.status,
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(eq(comments.id, id));
  if (!row) return undefined;
  const { articleId, slug, title, thread, apart, author, bodyHtml } = row;
  return {
    visible: row.status === "visible" && row.published === "published",
    content: {
      ...{ articleId, commentId: id, title, author, bodyHtml },
      address: commentAddress(slug, thread, id, apart),
    },
  };
}

async function findArticleAt(db: Executor, slug: string): Promise<Found> {
  const [row] = await db
    .select({ id: articles.id, slug: articles.slug, title: articles.title, status: articles.status })
    .from(articles)
    .where(eq(articles.slug, slug));
  // What was never published is nobody's business.
  if (!row || (row.status !== "published" && row.status !== "withdrawn")) return undefined;
  const { id, title } = row;
  return {
    visible: row.status === "published",
    content: { articleId: id, commentId: null, address: `/articles/${row.slug}`, title, author: "", bodyHtml: "" },
  };
}

/** What is about the same: the comment, or the article itself. */
const alikeTo = (one: { articleId: number; commentId: number | null }): SQL | undefined =>
  one.commentId === null
    ? and(eq(notices.articleId, one.articleId), sql`${notices.commentId} is null`)
    : eq(notices.commentId, one.commentId);

/**
 * How many notices there are of the same content, this one included. Written out: drizzle would leave the tables out. Two counts, each by its
 * index: a condition that chooses between columns has none.
 */
const alikeCount = sql<number>`case when notices.comment_id is null
  then (select count(*)::int from notices as same where same.article_id = notices.article_id and same.comment_id is null)
  else (select count(*)::int from notices as same where same.comment_id = notices.comment_id) end`;

/** What waits. Written out: the index on it (`notices_open_idx`) is known by these words, not by a parameter. */
const isOpen = sql`${notices.state} <> 'decided'`;

/** Who last took it on. */
const reviewer = sql<string | null>`(select m.name from notice_events as e join members as m on m.id = e.actor_id
  where e.notice_id = notices.id and e.kind = 'review' order by e.id desc limit 1)`;

export interface NoticeFilter {
  /** `open`: what waits, the oldest first; `decided`: the last first. */
  state: "open" | "decided";
  ground?: Ground | undefined;
  /** The last one of the page before. */
  after?: number | undefined;
}

/** A page of notices; one more than it holds, to know whether there are more. */
export function listNotices(db: Executor, { state, ground, after }: NoticeFilter) {
  const open = state === "open";
  return db
    .select({
      id: notices.id,
      reference: notices.reference,
      ground: notices.ground,
      state: notices.state,
      outcome: notices.outcome,
      explanation: sql<string>`left(${notices.explanation}, 400)`,
      address: notices.address,
      isComment: sql<boolean>`${notices.commentId} is not null`,
      title: articles.title,
      createdAt: notices.createdAt,
      decidedAt: notices.decidedAt,
      alike: alikeCount,
      reviewer,
    })
    .from(notices)
    .leftJoin(articles, eq(articles.id, notices.articleId))
    .where(
      and(
        open ? isOpen : eq(notices.state, "decided"),
        ground && eq(notices.ground, ground),
        after === undefined ? undefined : open ? gt(notices.id, after) : lt(notices.id, after),
      ),
    )
    .orderBy(open ? asc(notices.id) : desc(notices.id))
    .limit(noticesPerPage + 1);
}

export type NoticeLine = Awaited<ReturnType<typeof listNotices>>[number];

/** How many notices wait, for the badge. */
export async function countOpenNotices(db: Executor): Promise<number> {
  const some = db
    .select({ one: sql`1`.as("one") })
    .from(notices)
    .where(isOpen)
    .limit(mostCounted)
    .as("some");
  const [row] = await db.select({ n: count() }).from(some);
  return row?.n ?? 0;
}

/** One notice, with what it is about as it is now; nulls where that is gone. */
export async function findNotice(db: Executor, id: number) {
  const [row] = await db
    .select({
      notice: notices,
      title: articles.title,
      articleStatus: articles.status,
      slug: articles.slug,
      comment: {
        id: comments.id,
        status: comments.status,
        version: comments.version,
        bodyHtml: comments.bodyHtml,
        createdAt: comments.createdAt,
        editedAt: comments.editedAt,
        deletedAt: comments.deletedAt,
        memberId: comments.memberId,
        author: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      },
      undone: sql<boolean>`${moderationDecisions.id} is not null and ${isUndone}`,
    })
    .from(notices)
    .leftJoin(articles, eq(articles.id, notices.articleId))
    .leftJoin(comments, eq(comments.id, notices.commentId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .leftJoin(moderationDecisions, eq(moderationDecisions.id, notices.decisionId))
    .where(eq(notices.id, id));
  return row;
}

export type FoundNotice = NonNullable<Awaited<ReturnType<typeof findNotice>>>;

/** What happened to a notice, in its order. */
export function listEvents(db: Executor, noticeId: number) {
  const actor = alias(members, "actor");
  return db
    .select({
      id: noticeEvents.id,
      kind: noticeEvents.kind,
      outcome: noticeEvents.outcome,
      text: noticeEvents.text,
      actorId: noticeEvents.actorId,
      decisionId: noticeEvents.decisionId,
      actor: actor.name,
      createdAt: noticeEvents.createdAt,
    })
    .from(noticeEvents)
    .leftJoin(actor, eq(actor.id, noticeEvents.actorId))
    .where(eq(noticeEvents.noticeId, noticeId))
    .orderBy(asc(noticeEvents.id));
}

/** The other notices of the same content, the newest first. */
export function listAlike(db: Executor, one: { id: number; articleId: number; commentId: number | null }) {
  return db
    .select({
      id: notices.id,
      reference: notices.reference,
      ground: notices.ground,
      state: notices.state,
      outcome: notices.outcome,
      createdAt: notices.createdAt,
    })
    .from(notices)
    .where(and(alikeTo(one), ne(notices.id, one.id)))
    .orderBy(desc(notices.id))
    .limit(mostAlike);
}

/** What whoever sent a notice sees of it: no names of moderators. */
export async function findSent(db: Executor, reference: string) {
  const [row] = await db
    .select({
      id: notices.id,
      reference: notices.reference,
      ground: notices.ground,
      address: notices.address,
      explanation: notices.explanation,
      state: notices.state,
      outcome: notices.outcome,
      reasons: notices.reasons,
      createdAt: notices.createdAt,
      decidedAt: notices.decidedAt,
      hasAddress: sql<boolean>`${notices.email} is not null`,
      /** What was decided does not hold any longer. */
      reopened: sql<boolean>`${notices.state} = 'review' and (select e.decision_id is not null from notice_events as e
        where e.notice_id = notices.id and e.kind <> 'told' order by e.id desc limit 1)`,
      contested: sql<boolean>`exists (select from notice_events as e where e.notice_id = notices.id and e.kind = 'contested')`,
    })
    .from(notices)
    .where(eq(notices.reference, reference));
  return row;
}

export interface NoticeRow {
  reference: string;
  createdAt: Date;
  ground: Ground;
  address: string;
  explanation: string;
  name: string;
  email: string | null;
  state: NoticeState;
  outcome: NoticeOutcome | null;
  decidedAt: Date | null;
  reasons: string;
}

/** Rows held at once while exporting. */
const rowsAtOnce = 500;

/** All notices, the oldest first, as they come from the database: a hundred thousand need no more memory than one. */
export async function* streamNotices(db: Executor): AsyncGenerator<NoticeRow[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .select({
        id: notices.id,
        reference: notices.reference,
        createdAt: notices.createdAt,
        ground: notices.ground,
        address: notices.address,
        explanation: notices.explanation,
        name: notices.name,
        email: notices.email,
        state: notices.state,
        outcome: notices.outcome,
        decidedAt: notices.decidedAt,
        reasons: notices.reasons,
      })
      .from(notices)
      .where(gt(notices.id, after))
      .orderBy(asc(notices.id))
      .limit(rowsAtOnce);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}

export interface NoticeTotals {
  ground: Ground;
  /** Came within the time. */
  received: number;
  /** Of those: decided, and how; `open` still waits. */
  action: number;
  none: number;
  open: number;
  contested: number;
  /** From a notice's coming to the first decision on it; null where none was decided. */
  medianHours: number | null;
}

/**
 * The notices that came from `from` to before `to`, by ground and as a whole (`ground` null), for the report on transparency: one row per
 * ground that there is, one statement. What counts is the outcome as it stands now.
 */
export async function totalNotices(
  db: Executor,
  from: Date,
  to: Date,
): Promise<(Omit<NoticeTotals, "ground"> & { ground: Ground | null })[]> {
  const rows = await db.execute<{
    ground: Ground | null;
    received: number;
    action: number;
    none: number;
    open: number;
    contested: number;
    median_hours: number | null;
  }>(sql`
    select n.ground, count(*)::int as received,
      count(*) filter (where n.outcome = 'action')::int as action,
      count(*) filter (where n.outcome = 'none')::int as none,
      count(*) filter (where n.outcome is null)::int as open,
      count(*) filter (where first.contested)::int as contested,
      percentile_cont(0.5) within group (order by extract(epoch from first.decided_at - n.created_at) / 3600)
        filter (where first.decided_at is not null) as median_hours
    from notices as n
    left join lateral (
      select min(e.created_at) filter (where e.kind = 'decided') as decided_at, bool_or(e.kind = 'contested') as contested
      from notice_events as e where e.notice_id = n.id
    ) as first on true
    where n.created_at >= ${from.toISOString()} and n.created_at < ${to.toISOString()}
    group by grouping sets ((n.ground), ())
    having count(*) > 0
    order by n.ground nulls last`);
  return rows.map(({ median_hours: medianHours, ...row }) => ({ ...row, medianHours }));
}
