import { sql } from "drizzle-orm";
import { index, pgEnum, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
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
  /** A new article under something that the member follows. */
  "article",
  /** A new comment in a discussion that the member follows. */
  "comment",
  /** An alert to the staff. */
  "alert",
  /** The newsroom granted, changed or withdrew the member's expert badge. */
  "badge",
]);
export type NotificationKind = (typeof notificationKind.enumValues)[number];

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
    /** For an alert: which one. */
    alert: text(),
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

/** Notifications that may still be mailed. A trigger adds each new notification; the mailer removes it, sent or not. */
export const pendingNotificationMails = pgTable(
  "pending_notification_mails",
  {
    notificationId: reference()
      .primaryKey()
      .references(() => notifications.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("pending_notification_mails_member_idx").on(t.memberId, t.notificationId)],
);

/** Mails about notifications: the ledger that sends each at most once. Append-only but for the time of sending. */
export const notificationMails = pgTable(
  "notification_mails",
  {
    id: id(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** What it is about: `discussion:12`, `article:5`, `daily:2026-11-28`. */
    subject: text().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
    /** Null while it is being sent, and if the process ended during that: it is not sent again. */
    sentAt: timestamptz(),
  },
  (t) => [
    index("notification_mails_member_idx").on(t.memberId, t.subject, t.createdAt.desc()),
    unique("notification_mails_member_subject_time").on(t.memberId, t.subject, t.createdAt),
  ],
);
