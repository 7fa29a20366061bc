import { and, count, eq, exists, inArray, isNull, lt, not, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
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
import { hasReaders } from "#features/articles/queries.ts";
import { hasSeparatePage } from "#features/comments/queries.ts";
import { matchesArticle } from "#features/follows/announcements/mutations.ts";
import type { FollowSubject } from "#features/follows/rules.ts";
import { expertiseAlert } from "#features/members/rules.ts";
import { maxUnreadCount, notificationsPerPage } from "./rules.ts";

/**
 * SQL condition for notifications to show: decisions, results of reports and appeals, failed schedules, alerts and badges always; an article while
 * it is published; replies, mentions and followed comments while the comment is visible and its author is not muted.
 */
export function isReadable(db: Executor, memberId: number | SQLWrapper): SQL | undefined {
  const muted = db
    .select({ one: sql`1` })
    .from(mutes)
    .where(and(eq(mutes.memberId, notifications.memberId), eq(mutes.mutedId, notifications.actorId)));
  return and(
    eq(notifications.memberId, memberId),
    or(
      inArray(notifications.kind, ["decision", "report", "appeal", "schedule", "alert", "badge"]),
      and(eq(notifications.kind, "article"), eq(articles.status, "published")),
      and(eq(comments.status, "visible"), hasReaders, not(exists(muted))),
    ),
  );
}

/** A subject that a member follows, and because of which a new article was announced to them. */
export type FollowedSubject = FollowSubject & {
  name: string;
  /** Its news also come by mail. */
  mailed: boolean;
};

/** The tags, categories and authors of a new article that the member follows, as they are now. */
const followedSubjects = sql<FollowedSubject[]>`case when ${notifications.kind} = 'article' then (
  select coalesce(json_agg(json_build_object(
    'kind', case when f.tag_id is not null then 'tag' when f.category_id is not null then 'category' else 'author' end,
    'id', coalesce(f.tag_id, f.category_id, f.author_id),
    'name', coalesce(tags.name, categories.name, authors.name), 'mailed', f.mailed) order by f.id), '[]')
  from follows as f
  left join tags on tags.id = f.tag_id
  left join categories on categories.id = f.category_id
  left join authors on authors.id = f.author_id
  where f.member_id = notifications.member_id and ${matchesArticle(sql`notifications.article_id`)}
) else '[]' end`;

/** Lists a member's notifications, newest first, before the id `before`; one more than a page shows whether there are more. */
export function listNotifications(db: Executor, memberId: number, before?: number) {
  const condition = before === undefined ? undefined : lt(notifications.id, before);
  return selectNotifications(db, memberId, condition, notificationsPerPage + 1);
}

/** Lists those of a member's notifications with these ids that are still to be shown, newest first. */
export function listNotificationsById(db: Executor, memberId: number, ids: number[]) {
  return selectNotifications(db, memberId, inArray(notifications.id, ids), ids.length);
}

function selectNotifications(db: Executor, memberId: number, condition: SQL | undefined, limit: number) {
  const actor = alias(members, "actor");
  const undone = alias(moderationDecisions, "undone");
  return db
    .select({
      id: notifications.id,
      kind: notifications.kind,
      status: notifications.status,
      alert: notifications.alert,
      /** For an expert badge: the one at that time, empty if it was withdrawn; else null. */
      expertise: sql<string | null>`case when ${notifications.alert} = ${expertiseAlert} then coalesce((
        select g.expertise from expertise_grants as g
        where g.member_id = notifications.member_id and g.created_at <= notifications.created_at
        order by g.id desc limit 1), '') end`,
      createdAt: notifications.createdAt,
      readAt: notifications.readAt,
      actor: actor.name,
      avatar: memberAvatars.mediaId,
      parentId: comments.parentId,
      comment: {
        id: comments.id,
        thread: comments.thread,
        hasSeparatePage,
        status: comments.status,
        bodyHtml: comments.bodyHtml,
      },
      article: { id: articles.id, slug: articles.slug, title: articles.title, lead: articles.lead },
      /** For a new article: what the member follows of it. */
      because: followedSubjects,
      /** Why a scheduled article was not published, until it is rescheduled or published. */
      refusal: articleSchedules.failure,
      // All null for a reply or a mention.
      decision: {
        id: moderationDecisions.id,
        action: moderationDecisions.action,
        note: moderationDecisions.note,
        after: moderationDecisions.after,
        reverts: moderationDecisions.reverts,
      },
      /** The decision approved the member's first comment. */
      isFirstApproval: sql<boolean>`coalesce(${moderationDecisions.action} = 'approve' and ${comments.memberId} = ${notifications.memberId}
        and not exists (select from comments as before where before.member_id = ${notifications.memberId}
          and before.id < ${comments.id} and before.status = 'visible' and not exists (select from moderation_decisions as approval
            where approval.subject = 'comment' and approval.subject_id = before.id and approval.action = 'approve'))
        and not exists (select from moderation_decisions as earlier where earlier.member_id = ${notifications.memberId}
          and earlier.id < ${moderationDecisions.id} and earlier.action = 'approve'), false)`,
      /** The article of a decision about a vote. */
      voteOn: sql<
        string | null
      >`(select a.title from articles as a where ${moderationDecisions.subject} = 'vote' and a.id = ${moderationDecisions.articleId})`,
      /** The action that an undo reverts. */
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
    .where(and(isReadable(db, memberId), condition))
    .orderBy(sql`${notifications.id} desc nulls last`)
    .limit(limit);
}

export type Notification = Awaited<ReturnType<typeof listNotifications>>[number];

/** Selects the number of a member's unread notifications, counted no further than the badge shows. */
export function selectUnreadCount(db: Executor, memberId: number | SQLWrapper) {
  const unreadRows = db
    .select({ one: sql`1`.as("one") })
    .from(notifications)
    .leftJoin(comments, eq(comments.id, notifications.commentId))
    .leftJoin(articles, eq(articles.id, sql`coalesce(${comments.articleId}, ${notifications.articleId})`))
    .where(and(isReadable(db, memberId), isNull(notifications.readAt)))
    .limit(maxUnreadCount)
    .as("some");
  return db.select({ n: count() }).from(unreadRows);
}

/** Counts a member's unread notifications, no further than the badge shows. */
export async function countUnread(db: Executor, memberId: number): Promise<number> {
  const [row] = await selectUnreadCount(db, memberId);
  return row?.n ?? 0;
}
