import { bigint, date, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns.ts";

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
