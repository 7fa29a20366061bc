import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";

/**
 * What everybody may know of each decision (notes, messages and undos have no row; an undo is an outcome). The database writes it itself when
 * a decision is stored (drizzle/functions/moderation-log.sql), whoever stores it; no text, no name, no foreign key. It holds nothing that
 * `moderation_decisions` does not say; it exists because those rows cannot change, and a list with filters wants indexes on what does.
 */
export const moderationLog = pgTable(
  "moderation_log",
  {
    decisionId: reference().primaryKey(),
    subject: text().notNull(),
    articleId: reference(),
    action: text().notNull(),
    reason: text(),
    /** `rule:NAME` or `member:ID`. */
    decider: text().notNull(),
    /** Shown where nothing is asked for: false for approvals and for waits that say nothing about the text. */
    listed: boolean().notNull(),
    /** Came with another decision (a ban with comments). */
    partOf: reference(),
    outcome: text().notNull().default("stands"),
    outcomeAt: timestamptz(),
    /** Seconds from the moment at which it came up (posted and held, or reported) to a person's decision; null where nobody waited. */
    waited: integer(),
    /** All that one filters by, as one word, so that any filter is a few ranges of one index (features/transparency/log/queries.ts). */
    kind: text().generatedAlwaysAs(sql`action || '|' || coalesce(reason, '') || '|' || decider || '|' || outcome`),
    createdAt: timestamptz().notNull(),
  },
  (t) => [
    index("moderation_log_listed_idx").on(t.createdAt, t.decisionId).where(sql`listed`),
    index("moderation_log_created_idx").on(t.createdAt, t.decisionId),
    // Without what a ban took along, which stands in the ban's line: `hasOwnLine` (features/transparency/log/queries.ts) says the same.
    index("moderation_log_alone_idx")
      .on(t.kind, t.createdAt, t.decisionId)
      .where(sql`listed or part_of is null or action not in ('remove', 'spam')`),
    index("moderation_log_part_of_idx").on(t.partOf).where(sql`part_of is not null`),
  ],
);
