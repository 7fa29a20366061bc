import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { media } from "./media.ts";

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
    biography: text().notNull().default(""),
    /** Set: the public profile is switched off. */
    profileHiddenAt: timestamptz(),
    /** Language of mails; null is the site's. */
    mailLocale: text(),
    /** Set: does not want to be told what became of their reports. */
    reportOutcomesOffAt: timestamptz(),
    confirmedAt: timestamptz(),
    deletedAt: timestamptz(),
    createdAt: timestamptz().notNull().defaultNow(),
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
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("authors_member_id_idx").on(t.memberId),
    check("authors_handle_shape", sql`${t.handle} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
  ],
);

/** A member's own picture. Beside the members, because most have none and the table of people stays narrow. */
export const memberAvatars = pgTable(
  "member_avatars",
  {
    memberId: reference()
      .primaryKey()
      .references(() => members.id, { onDelete: "cascade" }),
    mediaId: text()
      .notNull()
      .references(() => media.id, { onDelete: "restrict" }),
  },
  (t) => [index("member_avatars_media_id_idx").on(t.mediaId)],
);

/** Deletions asked for: carried out when due unless cancelled before. */
export const memberDeletions = pgTable(
  "member_deletions",
  {
    id: id(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** Anonymise the comments, or remove them. */
    keepsComments: boolean().notNull(),
    requestedAt: timestamptz().notNull().defaultNow(),
    dueAt: timestamptz().notNull(),
    cancelledAt: timestamptz(),
    doneAt: timestamptz(),
  },
  (t) => [
    index("member_deletions_member_id_idx").on(t.memberId),
    uniqueIndex("member_deletions_one_open").on(t.memberId).where(sql`cancelled_at is null and done_at is null`),
    index("member_deletions_due_idx").on(t.dueAt).where(sql`cancelled_at is null and done_at is null`),
  ],
);
