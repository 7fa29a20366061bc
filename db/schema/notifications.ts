import { sql } from "drizzle-orm";
import { index, pgEnum, pgTable, uniqueIndex } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { commentStatus, comments } from "./comments.ts";
import { members } from "./members.ts";

export const notificationKind = pgEnum("notification_kind", [
  "reply",
  "mention",
  "decision",
  "report",
  "appeal",
  "schedule",
]);

/**
 * The notifications of a member, shown on /notifications: what another member did with a comment, and, without an actor, decisions
 * about them or their comment and the outcome of their reports and appeals.
 */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    kind: notificationKind().notNull(),
    /** Null for a decision about the member, and for the outcome of an appeal. */
    commentId: reference().references(() => comments.id, { onDelete: "cascade" }),
    actorId: reference().references(() => members.id, { onDelete: "set null" }),
    /** For a decision or a report: the new status of the comment. */
    status: commentStatus(),
    /** The decision (`moderation_decisions`); for an appeal, the contested one. */
    decisionId: reference(),
    /** For a failed scheduled publication: the article. */
    articleId: reference().references(() => articles.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
    readAt: timestamptz(),
  },
  (t) => [
    index("notifications_member_idx").on(t.memberId, t.id.desc()),
    index("notifications_unread_idx").on(t.memberId).where(sql`read_at is null`),
    index("notifications_actor_id_idx").on(t.actorId),
    index("notifications_comment_id_idx").on(t.commentId),
    index("notifications_decision_id_idx").on(t.decisionId).where(sql`decision_id is not null`),
    index("notifications_article_id_idx").on(t.articleId).where(sql`article_id is not null`),
    // A comment notifies a member once of each kind; an edit that mentions the same member again does not repeat it.
    uniqueIndex("notifications_once").on(t.commentId, t.memberId, t.kind).where(sql`kind <> 'decision'`),
  ],
);
