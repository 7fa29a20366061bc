import { bigint, date, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns.ts";

/** What was posted and decided in each quarter of an hour: every zone's days and hours are sums of these. No row: nothing. */
export const statsQuarters = pgTable("stats_quarters", {
  startsAt: timestamptz().primaryKey(),
  comments: integer().notNull().default(0),
  byPeople: integer().notNull().default(0),
  byRules: integer().notNull().default(0),
});

/** How far the counting has come: rows up to this id are in `stats_quarters`; up to `next` the following time (jobs.ts says why). */
export const statsProgress = pgTable("stats_progress", {
  name: text().primaryKey(),
  counted: bigint({ mode: "number" }).notNull(),
  next: bigint({ mode: "number" }).notNull(),
});

/** The queue once an hour: how many wait, and how long already (seconds). */
export const queueSamples = pgTable("queue_samples", {
  takenAt: timestamptz().primaryKey(),
  waiting: integer().notNull(),
  median: integer(),
  oldest: integer(),
});

/** The median wait (seconds) of what people decided on a day that is over, in a zone. */
export const decisionDays = pgTable(
  "decision_days",
  {
    zone: text().notNull(),
    day: date({ mode: "string" }).notNull(),
    decided: integer().notNull(),
    median: integer(),
  },
  (t) => [primaryKey({ columns: [t.zone, t.day] })],
);

/** The median wait (seconds) of what people decided in the last days, by hour of the week in a zone; worked out anew once an hour. No row: nothing. */
export const decisionHours = pgTable(
  "decision_hours",
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
