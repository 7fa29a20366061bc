import { and, count, eq, exists, inArray, isNull, lt, not, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import {
  appealOutcomes,
  appeals,
  articleSchedules,
  articles,
  comments,
  memberAvatars,
  members,
  moderationDecisions,
  mutes,
  notifications,
} from "#db/schema.ts";
import { hasSeparatePage } from "#features/comments/queries.ts";
import { maxUnreadCount, notificationsPerPage } from "./rules.ts";

/** Decisions, what became of reports and appeals, and plans that could not be kept, always; replies and mentions while they can be read, and not by somebody muted meanwhile. */
function isReadable(db: Executor, memberId: number): SQL | undefined {
  const muted = db
    .select({ one: sql`1` })
    .from(mutes)
    .where(and(eq(mutes.memberId, notifications.memberId), eq(mutes.mutedId, notifications.actorId)));
  return and(
    eq(notifications.memberId, memberId),
    or(
      inArray(notifications.kind, ["decision", "report", "appeal", "schedule"]),
      and(eq(comments.status, "visible"), eq(articles.status, "published"), not(exists(muted))),
    ),
  );
}

/** A member's notifications, newest first, those before `before` (an id); one more than a page holds, to know whether there are more. */
export function listNotifications(db: Executor, memberId: number, before?: number) {
  const actor = alias(members, "actor");
  const undone = alias(moderationDecisions, "undone");
  return db
    .select({
      id: notifications.id,
      kind: notifications.kind,
      status: notifications.status,
      createdAt: notifications.createdAt,
      readAt: notifications.readAt,
      actor: actor.name,
      avatar: memberAvatars.mediaId,
      parentId: comments.parentId,
      comment: {
        id: comments.id,
        thread: comments.thread,
        apart: hasSeparatePage,
        status: comments.status,
        bodyHtml: comments.bodyHtml,
      },
      article: { id: articles.id, slug: articles.slug, title: articles.title },
      /** Why an article did not appear at its time, as long as nobody has planned it anew or published it. */
      refusal: articleSchedules.failure,
      // None of them for a reply or a mention.
      decision: {
        id: moderationDecisions.id,
        action: moderationDecisions.action,
        note: moderationDecisions.note,
        after: moderationDecisions.after,
        reverts: moderationDecisions.reverts,
      },
      /** Where a decision is about a vote: of which article. */
      voteOn: sql<
        string | null
      >`(select a.title from articles as a where ${moderationDecisions.subject} = 'vote' and a.id = ${moderationDecisions.articleId})`,
      /** What an undo undid. */
      undoes: undone.action,
      outcome: appealOutcomes.outcome,
    })
    .from(notifications)
    .leftJoin(comments, eq(comments.id, notifications.commentId))
    .leftJoin(articles, eq(articles.id, sql`coalesce(${comments.articleId}, ${notifications.articleId})`))
    .leftJoin(articleSchedules, eq(articleSchedules.articleId, notifications.articleId))
    .leftJoin(moderationDecisions, eq(moderationDecisions.id, notifications.decisionId))
    .leftJoin(undone, eq(undone.id, moderationDecisions.reverts))
    .leftJoin(appeals, and(eq(notifications.kind, "appeal"), eq(appeals.decisionId, notifications.decisionId)))
    .leftJoin(appealOutcomes, eq(appealOutcomes.appealId, appeals.id))
    .leftJoin(actor, eq(actor.id, notifications.actorId))
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, notifications.actorId))
    .where(and(isReadable(db, memberId), before === undefined ? undefined : lt(notifications.id, before)))
    .orderBy(sql`${notifications.id} desc nulls last`)
    .limit(notificationsPerPage + 1);
}

export type Notification = Awaited<ReturnType<typeof listNotifications>>[number];

/** How many a member has not read, counted no further than the badge shows. */
export async function countUnread(db: Executor, memberId: number): Promise<number> {
  const some = db
    .select({ one: sql`1`.as("one") })
    .from(notifications)
    .leftJoin(comments, eq(comments.id, notifications.commentId))
    .leftJoin(articles, eq(articles.id, sql`coalesce(${comments.articleId}, ${notifications.articleId})`))
    .where(and(isReadable(db, memberId), isNull(notifications.readAt)))
    .limit(maxUnreadCount)
    .as("some");
  const [row] = await db.select({ n: count() }).from(some);
  return row?.n ?? 0;
}
