import { sql } from "drizzle-orm";
import { bigint, boolean, date, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
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

/** What was posted and decided in each quarter of an hour: every zone's days and hours are sums of these. No row: nothing. */
export const moderationActivity = pgTable("moderation_activity", {
  startsAt: timestamptz().primaryKey(),
  comments: integer().notNull().default(0),
  byPeople: integer().notNull().default(0),
  byRules: integer().notNull().default(0),
});

/** How far the counting has come: rows up to this id are in `moderation_activity`; up to `nextId` the following time (jobs.ts says why). */
export const moderationActivityProgress = pgTable("moderation_activity_progress", {
  name: text().primaryKey(),
  countedId: bigint({ mode: "number" }).notNull(),
  nextId: bigint({ mode: "number" }).notNull(),
});

/** The queue once an hour: how many wait, and how long already (seconds). */
export const queueSamples = pgTable("queue_samples", {
  takenAt: timestamptz().primaryKey(),
  waiting: integer().notNull(),
  median: integer(),
  oldest: integer(),
});

/** The median wait (seconds) of what people decided on a day that is over, in a zone. */
export const dailyDecisionWaits = pgTable(
  "daily_decision_waits",
  {
    zone: text().notNull(),
    day: date({ mode: "string" }).notNull(),
    decided: integer().notNull(),
    median: integer(),
  },
  (t) => [primaryKey({ columns: [t.zone, t.day] })],
);

/** The median wait (seconds) of what people decided in the last days, by hour of the week in a zone; worked out anew once an hour. No row: nothing. */
export const weeklyDecisionWaits = pgTable(
  "weekly_decision_waits",
  {
    zone: text().notNull(),
    /** 1 to 7, Monday to Sunday. */
    weekday: smallint().notNull(),
    hour: smallint().notNull(),
    decided: integer().notNull(),
    median: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.zone, t.weekday, t.hour] })],
);
