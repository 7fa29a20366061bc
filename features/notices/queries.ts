import { and, asc, count, desc, eq, gt, lt, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { articles, comments, members, moderationDecisions, noticeEvents, notices } from "#db/schema.ts";
import { isUndone } from "#features/moderation/decisions/history.ts";
import type { Ground } from "./rules.ts";

/** Notices on one page. */
export const noticesPerPage = 30;
/** Other notices of the same content that are shown. */
const mostAlike = 20;
/** The badge counts no further. */
const mostCounted = 1_000;

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
