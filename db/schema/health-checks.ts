import { sql } from "drizzle-orm";
import { boolean, check, date, index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, timestamptz } from "./columns.ts";

/** The latest result of each check of the site's health. The rules that judge are in `features/health/`. */
export const healthResults = pgTable(
  "health_results",
  {
    /** The check: i18n `health.checks`. */
    name: text().primaryKey(),
    state: text().$type<"ok" | "look" | "bad" | "unknown">().notNull(),
    /** What was measured, which the rule judges again for each view: figures, never personal data. */
    facts: jsonb().$type<unknown>().notNull(),
    /** When the facts were measured; some are measured once an hour or once a day. */
    measuredAt: timestamptz().notNull().defaultNow(),
    checkedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [check("health_results_state", sql`${t.state} in ('ok', 'look', 'bad', 'unknown')`)],
);

/** Times in which a check was not well. Kept for a year. */
export const healthIncidents = pgTable(
  "health_incidents",
  {
    id: id(),
    /** The check. */
    name: text().notNull(),
    /** The worst state so far. */
    state: text().$type<"look" | "bad">().notNull(),
    /** What the rule said at its worst: the code of its sentence, and the figures in it. */
    code: text().notNull(),
    figures: jsonb().$type<Record<string, number | string>>().notNull(),
    startedAt: timestamptz().notNull().defaultNow(),
    /** When it was well again. One that comes back soon after opens the same incident again. */
    endedAt: timestamptz(),
    /** When the administrators were mailed that it began, and that it ended. */
    mailedAt: timestamptz(),
    endMailedAt: timestamptz(),
    /** Whether nobody is to be mailed about it: another mail says so, or the day's limit was reached. */
    isSilent: boolean().notNull().default(false),
  },
  (t) => [
    uniqueIndex("health_incidents_open_unique").on(t.name).where(sql`ended_at is null`),
    index("health_incidents_started_at_idx").on(t.startedAt.desc(), t.id.desc()),
    index("health_incidents_ended_at_idx").on(t.name, t.endedAt),
    check("health_incidents_state", sql`${t.state} in ('look', 'bad')`),
    check("health_incidents_times", sql`${t.endedAt} is null or ${t.endedAt} >= ${t.startedAt}`),
  ],
);

/** What takes the space on the disk, a row for each day (UTC). Kept for 90 days. */
export const healthSizes = pgTable("health_sizes", {
  day: date().primaryKey(),
  /** Bytes by kind, and of the whole disk: the schema is in `features/health/`. */
  sizes: jsonb().$type<unknown>().notNull(),
  measuredAt: timestamptz().notNull().defaultNow(),
});
