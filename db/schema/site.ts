import { index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

export const settings = pgTable("settings", {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  updatedAt: moment().notNull().defaultNow(),
});

/** What an import brought: the thing's identity there, its row here, and a fingerprint of what was read, so that a second run changes nothing. */
export const importedItems = pgTable(
  "imported_items",
  {
    blogUrl: text().notNull(),
    kind: text().notNull(),
    foreignId: text().notNull(),
    localId: text().notNull(),
    fingerprint: text().notNull(),
    importedAt: moment().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.blogUrl, t.kind, t.foreignId] })],
);

/** Counters of rate-limiter-flexible; the columns are its own. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text().primaryKey(),
    points: integer().notNull(),
    expire: timestamp("expires_at", { withTimezone: true, precision: 3, mode: "date" }),
  },
  (t) => [index("rate_limits_expires_at_idx").on(t.expire)],
);
