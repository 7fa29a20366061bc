import { index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";

export const settings = pgTable("settings", {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  updatedAt: timestamptz().notNull().defaultNow(),
});

/** Who changed which setting, from what to what: for ever (the database refuses to change rows). No actor: the command line. */
export const settingChanges = pgTable(
  "setting_changes",
  {
    id: id(),
    key: text().notNull(),
    /** Null: the preset. */
    before: jsonb(),
    after: jsonb(),
    /** A member's id, without a foreign key: nothing that is deleted touches a row. */
    actorId: reference(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("setting_changes_key_idx").on(t.key, t.id)],
);

/** What an import brought: the thing's identity there, its row here, and a fingerprint of what was read, so that a second run changes nothing. */
export const importedItems = pgTable(
  "imported_items",
  {
    blogUrl: text().notNull(),
    kind: text().notNull(),
    foreignId: text().notNull(),
    localId: text().notNull(),
    fingerprint: text().notNull(),
    importedAt: timestamptz().notNull().defaultNow(),
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
