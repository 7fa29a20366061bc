import { sql } from "drizzle-orm";
import { boolean, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { media } from "./media.ts";
import { members } from "./members.ts";

/** A member's avatar. A separate table, because most members have none and `members` stays narrow. */
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

/** Requested account deletions. Each is carried out when it is due, unless it was cancelled. */
export const memberDeletions = pgTable(
  "member_deletions",
  {
    id: id(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** Whether the comments are anonymised or removed. */
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
