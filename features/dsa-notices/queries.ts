import { and, asc, desc, eq, gt, lt, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { articles, comments, dsaNoticeEvents, dsaNotices, members, moderationDecisions } from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { isUndone } from "#features/decision-history/queries.ts";
import type { NoticeGround } from "./rules.ts";

/** Notices per page. */
export const dsaNoticesPerPage = 30;
/** Other notices of the same content that are shown. */
const maxSimilarShown = 20;
/** The maximum that the badge shows. */
const maxCounted = 1_000;

/** Condition: the notice is about the same comment, or about the same article itself. */
const isAboutSameContent = (notice: { articleId: number; commentId: number | null }): SQL | undefined =>
  notice.commentId === null
    ? and(eq(dsaNotices.articleId, notice.articleId), sql`${dsaNotices.commentId} is null`)
    : eq(dsaNotices.commentId, notice.commentId);

/**
 * The number of notices of the same content, including this one. Raw SQL, because drizzle would omit the table names.
 * Two counts, each with an index: a single condition that chooses between columns has none.
 */
const sameContentCount = sql<number>`case when dsa_notices.comment_id is null
  then (select count(*)::int from dsa_notices as same where same.article_id = dsa_notices.article_id and same.comment_id is null)
  else (select count(*)::int from dsa_notices as same where same.comment_id = dsa_notices.comment_id) end`;

/**
 * Condition: the notice is undecided. Raw SQL, because the partial index `dsa_notices_open_idx` matches this literal, not a
 * parameter.
 */
const isOpen = sql`${dsaNotices.state} <> 'decided'`;

/** The moderator who last took the notice into review. */
const reviewer = sql<string | null>`(select m.name from dsa_notice_events as e join members as m on m.id = e.actor_id
  where e.notice_id = dsa_notices.id and e.kind = 'review' order by e.id desc limit 1)`;

interface NoticeFilter {
  /** `open`: undecided, oldest first; `decided`: last first. */
  state: "open" | "decided";
  ground?: NoticeGround | undefined;
  /** The id of the last notice of the previous page. */
  after?: number | undefined;
}

/** Lists a page of notices, plus one to tell whether another page follows. */
export function listDsaNotices(db: Executor, { state, ground, after }: NoticeFilter) {
  const open = state === "open";
  return db
    .select({
      id: dsaNotices.id,
      reference: dsaNotices.reference,
      ground: dsaNotices.ground,
      state: dsaNotices.state,
      outcome: dsaNotices.outcome,
      explanation: sql<string>`left(${dsaNotices.explanation}, 400)`,
      address: dsaNotices.address,
      isComment: sql<boolean>`${dsaNotices.commentId} is not null`,
      title: articles.title,
      createdAt: dsaNotices.createdAt,
      decidedAt: dsaNotices.decidedAt,
      alike: sameContentCount,
      reviewer,
    })
    .from(dsaNotices)
    .leftJoin(articles, eq(articles.id, dsaNotices.articleId))
    .where(
      and(
        open ? isOpen : eq(dsaNotices.state, "decided"),
        ground && eq(dsaNotices.ground, ground),
        after === undefined ? undefined : open ? gt(dsaNotices.id, after) : lt(dsaNotices.id, after),
      ),
    )
    .orderBy(open ? asc(dsaNotices.id) : desc(dsaNotices.id))
    .limit(dsaNoticesPerPage + 1);
}

export type NoticeListItem = Awaited<ReturnType<typeof listDsaNotices>>[number];

/** The number of undecided notices, up to `maxCounted`. */
export const openDsaNoticeCount = sql<number>`(
  select count(*)::int from (select 1 from ${dsaNotices} where ${isOpen} limit ${maxCounted}) as limited)`;

/** Finds a notice with the current state of its content; null columns if that is gone. */
export async function findNotice(db: Executor, id: number) {
  const [row] = await db
    .select({
      notice: dsaNotices,
      title: articles.title,
      isArticleShown: sql<boolean | null>`${articles.id} is null or ${hasReaders}`,
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
    .from(dsaNotices)
    .leftJoin(articles, eq(articles.id, dsaNotices.articleId))
    .leftJoin(comments, eq(comments.id, dsaNotices.commentId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .leftJoin(moderationDecisions, eq(moderationDecisions.id, dsaNotices.decisionId))
    .where(eq(dsaNotices.id, id));
  return row;
}

/** The events of a notice, oldest first. */
export function listNoticeEvents(db: Executor, noticeId: number) {
  const actor = alias(members, "actor");
  return db
    .select({
      id: dsaNoticeEvents.id,
      kind: dsaNoticeEvents.kind,
      outcome: dsaNoticeEvents.outcome,
      text: dsaNoticeEvents.text,
      actorId: dsaNoticeEvents.actorId,
      decisionId: dsaNoticeEvents.decisionId,
      actor: actor.name,
      createdAt: dsaNoticeEvents.createdAt,
    })
    .from(dsaNoticeEvents)
    .leftJoin(actor, eq(actor.id, dsaNoticeEvents.actorId))
    .where(eq(dsaNoticeEvents.noticeId, noticeId))
    .orderBy(asc(dsaNoticeEvents.id));
}

/** The other notices of the same content, newest first. */
export function listDsaNoticesOfContent(
  db: Executor,
  notice: { id: number; articleId: number; commentId: number | null },
) {
  return db
    .select({
      id: dsaNotices.id,
      reference: dsaNotices.reference,
      ground: dsaNotices.ground,
      state: dsaNotices.state,
      outcome: dsaNotices.outcome,
      createdAt: dsaNotices.createdAt,
    })
    .from(dsaNotices)
    .where(and(isAboutSameContent(notice), ne(dsaNotices.id, notice.id)))
    .orderBy(desc(dsaNotices.id))
    .limit(maxSimilarShown);
}

/** Finds a notice as its sender sees it, without moderators' names. */
export async function findSentNotice(db: Executor, reference: string) {
  const [row] = await db
    .select({
      id: dsaNotices.id,
      reference: dsaNotices.reference,
      ground: dsaNotices.ground,
      address: dsaNotices.address,
      explanation: dsaNotices.explanation,
      state: dsaNotices.state,
      outcome: dsaNotices.outcome,
      reasons: dsaNotices.reasons,
      createdAt: dsaNotices.createdAt,
      decidedAt: dsaNotices.decidedAt,
      hasAddress: sql<boolean>`${dsaNotices.email} is not null`,
      /** The decision no longer holds. */
      reopened: sql<boolean>`${dsaNotices.state} = 'review' and (select e.decision_id is not null from dsa_notice_events as e
        where e.notice_id = dsa_notices.id and e.kind <> 'answered' order by e.id desc limit 1)`,
      contested: sql<boolean>`exists (select from dsa_notice_events as e where e.notice_id = dsa_notices.id and e.kind = 'contested')`,
    })
    .from(dsaNotices)
    .where(eq(dsaNotices.reference, reference));
  return row;
}
