import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, moment, ref } from "./columns.ts";

export const memberRole = pgEnum("member_role", ["reader", "contributor", "editor", "moderator", "admin"]);

/** People with an account. A deleted member's row is emptied and kept, so email is nullable. */
export const members = pgTable(
  "members",
  {
    id: id(),
    email: text(),
    name: text().notNull(),
    handle: text().notNull(),
    role: memberRole().notNull().default("reader"),
    passwordHash: text(),
    /** Raised to sign every session out. */
    sessionVersion: integer().notNull().default(1),
    confirmedAt: moment(),
    deletedAt: moment(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("members_email_unique").on(sql`lower(${t.email})`),
    uniqueIndex("members_handle_unique").on(sql`lower(${t.handle})`),
    check("members_handle_shape", sql`${t.handle} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
  ],
);

/** Bylines. One may belong to a member; "La rédaction" or an imported author belongs to nobody. */
export const authors = pgTable(
  "authors",
  {
    id: id(),
    handle: text().notNull().unique(),
    name: text().notNull(),
    biography: text().notNull().default(""),
    memberId: ref().references(() => members.id, { onDelete: "set null" }),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index("authors_member_id_idx").on(t.memberId),
    check("authors_handle_shape", sql`${t.handle} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
  ],
);
