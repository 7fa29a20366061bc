import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";
import { comments } from "./comments.ts";
import { members } from "./members.ts";

/**
 * Comments that wait for a moderator: pending, reported or flagged by a rule, and not decided since. The table stays small however
 * many comments there are, so that the queue and its counts are cheap. Database triggers (drizzle/functions/moderation-queue.sql)
 * maintain it on every change of a comment and of its verdicts, reports or decisions; `vigie check` finds drift.
 */
export const moderationQueue = pgTable(
  "moderation_queue",
  {
    commentId: reference()
      .primaryKey()
      .references(() => comments.id, { onDelete: "cascade" }),
    articleId: reference().notNull(),
    memberId: reference(),
    pending: boolean().notNull(),
    /** A rule published the comment and flagged it for review. */
    flagged: boolean().notNull(),
    /** The number of reports without a decision. */
    reports: integer().notNull(),
    /** When it entered the queue; the queue is sorted by it. */
    queuedAt: timestamptz().notNull(),
  },
  (t) => [
    index("moderation_queue_queued_at_idx").on(t.queuedAt, t.commentId),
    index("moderation_queue_reported_idx").on(t.queuedAt, t.commentId).where(sql`reports > 0`),
    index("moderation_queue_pending_idx").on(t.queuedAt, t.commentId).where(sql`pending`),
    index("moderation_queue_article_idx").on(t.articleId, t.queuedAt, t.commentId),
    index("moderation_queue_member_idx").on(t.memberId, t.queuedAt, t.commentId),
  ],
);

/** Which item each moderator is viewing, so that two do not work on the same one. The others see it, but nothing is locked. One row per moderator; old rows are ignored. */
export const moderationPresence = pgTable(
  "moderation_presence",
  {
    memberId: reference()
      .primaryKey()
      .references(() => members.id, { onDelete: "cascade" }),
    commentId: reference()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    expiresAt: timestamptz().notNull(),
  },
  (t) => [index("moderation_presence_comment_id_idx").on(t.commentId)],
);
