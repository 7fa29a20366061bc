import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";

export const settings = pgTable("settings", {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  updatedAt: timestamptz().notNull().defaultNow(),
});

/** The history of settings. Append-only: the database refuses to change rows. No actor: the command line. */
export const settingChanges = pgTable(
  "setting_changes",
  {
    id: id(),
    key: text().notNull(),
    /** Null: the default. */
    before: jsonb(),
    after: jsonb(),
    /** A member's id, without a foreign key, so that no deletion changes a row. */
    actorId: reference(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("setting_changes_key_idx").on(t.key, t.id)],
);
