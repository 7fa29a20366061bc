import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";
import { comments } from "./comments.ts";
import { members } from "./members.ts";

/**
 * What waits for a moderator: comments that are pending, reported, or flagged by a rule, and not decided since. Small however many comments
 * there are, so that the queue and its counts cost little. Kept by triggers of the database (drizzle/functions/moderation-queue.sql), whoever changes a comment,
 * its verdicts, reports or decisions; `vigie check` finds drift.
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
    /** A rule has published it and wants it looked at. */
    flagged: boolean().notNull(),
    /** Those that no decision has answered. */
    reports: integer().notNull(),
    /** Since when it waits: the queue's order, and its age. */
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

/** What each moderator is looking at, so that two do not read the same: shown to the others, never in their way. One row each, and old ones mean nothing. */
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
