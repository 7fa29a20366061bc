import { sql } from "drizzle-orm";
import { bigint, boolean, date, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";

/**
 * The public log: what is public of each decision. Notes, messages and undos have no row; an undo is an outcome. A trigger writes it
 * when a decision is stored (drizzle/functions/moderation-log.sql). No text, no name, no foreign key. It is derived from
 * `moderation_decisions` and exists because those rows cannot change, while filters need indexes on values that do.
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
    /** Shown without a filter: false for approvals and for holds that say nothing about the text. */
    listed: boolean().notNull(),
    /** Caused by another decision (a ban with comments). */
    partOf: reference(),
    outcome: text().notNull().default("stands"),
    outcomeAt: timestamptz(),
    /** Seconds from the hold or the report to a moderator's decision; null if nothing waited. */
    waited: integer(),
    /** All filter values joined, so that any filter is a few ranges of one index (features/transparency/log/queries.ts). */
    kind: text().generatedAlwaysAs(sql`action || '|' || coalesce(reason, '') || '|' || decider || '|' || outcome`),
    createdAt: timestamptz().notNull(),
  },
  (t) => [
    index("moderation_log_listed_idx").on(t.createdAt, t.decisionId).where(sql`listed`),
    index("moderation_log_created_idx").on(t.createdAt, t.decisionId),
    // Without decisions caused by a ban, which are shown in the ban's row: the same condition as `hasOwnLine` (features/transparency/log/queries.ts).
    index("moderation_log_alone_idx")
      .on(t.kind, t.createdAt, t.decisionId)
      .where(sql`listed or part_of is null or action not in ('remove', 'spam')`),
    index("moderation_log_part_of_idx").on(t.partOf).where(sql`part_of is not null`),
  ],
);

/** Counts of comments and decisions per quarter of an hour; the days and hours of every time zone are sums of these. No row: zero. */
export const moderationActivity = pgTable("moderation_activity", {
  startsAt: timestamptz().primaryKey(),
  comments: integer().notNull().default(0),
  byPeople: integer().notNull().default(0),
  byRules: integer().notNull().default(0),
});

/** The progress of the counting: rows up to this id are in `moderation_activity`; the next run counts up to `nextId` (jobs.ts explains why). */
export const moderationActivityProgress = pgTable("moderation_activity_progress", {
  name: text().primaryKey(),
  countedId: bigint({ mode: "number" }).notNull(),
  nextId: bigint({ mode: "number" }).notNull(),
});

/** The queue, sampled once an hour: the number of waiting comments, and their waiting time in seconds. */
export const queueSamples = pgTable("queue_samples", {
  takenAt: timestamptz().primaryKey(),
  waiting: integer().notNull(),
  median: integer(),
  oldest: integer(),
});

/** The median waiting time (seconds) of moderators' decisions on a past day in a time zone. */
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

/** The median waiting time (seconds) of moderators' recent decisions by hour of the week in a time zone, recomputed once an hour. No row: no decisions. */
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
