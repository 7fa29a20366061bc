import { boolean, index, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { comments } from "./comments.ts";
import { members } from "./members.ts";

export const reportReason = pgEnum("report_reason", [
  "spam",
  "insult",
  "hate",
  "illegal",
  "privacy",
  "offTopic",
  "other",
]);

/** A member's report of a comment, at most one per member and comment. */
export const commentReports = pgTable(
  "comment_reports",
  {
    id: id(),
    commentId: reference()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    reason: reportReason().notNull(),
    note: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("comment_reports_one_each").on(t.commentId, t.memberId),
    index("comment_reports_member_id_idx").on(t.memberId),
  ],
);

/**
 * A moderator marks a report as abusive, or reverts that; the last row of a report is in force. Append-only
 * (drizzle/functions/append-only.sql); holds ids without foreign keys.
 */
export const reportAbuseMarks = pgTable(
  "report_abuse_marks",
  {
    id: id(),
    /** `comment_reports`. */
    reportId: reference().notNull(),
    /** The member who reported. */
    memberId: reference().notNull(),
    /** The moderator. */
    actorId: reference().notNull(),
    abusive: boolean().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("report_abuse_marks_report_idx").on(t.reportId, t.id),
    index("report_abuse_marks_member_idx").on(t.memberId),
  ],
);
