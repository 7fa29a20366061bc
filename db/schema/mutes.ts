import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

/** Members whose comments a member has muted. */
export const mutes = pgTable(
  "mutes",
  {
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    mutedId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.mutedId] }),
    index("mutes_muted_id_idx").on(t.mutedId),
    check("mutes_not_self", sql`${t.memberId} <> ${t.mutedId}`),
  ],
);
