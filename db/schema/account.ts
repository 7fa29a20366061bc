import { sql } from "drizzle-orm";
import { boolean, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { media } from "./media.ts";
import { members } from "./members.ts";

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
