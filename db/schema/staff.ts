import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytes, id, reference, timestamptz } from "./columns.ts";
import { memberRole, members } from "./members.ts";

/** Open invitations to the staff. Accepting or withdrawing one deletes the row. */
export const staffInvitations = pgTable(
  "staff_invitations",
  {
    id: id(),
    email: text().notNull(),
    name: text().notNull(),
    role: memberRole().notNull(),
    invitedBy: reference().references(() => members.id, { onDelete: "set null" }),
    /** SHA-256 of the mailed secret; null until the mail is composed. Each mail has a new secret. */
    hash: bytes(),
    createdAt: timestamptz().notNull().defaultNow(),
    expiresAt: timestamptz().notNull(),
  },
  (t) => [
    uniqueIndex("staff_invitations_email_unique").on(sql`lower(${t.email})`),
    uniqueIndex("staff_invitations_hash_unique").on(t.hash),
    index("staff_invitations_invited_by_idx").on(t.invitedBy),
    check("staff_invitations_role", sql`${t.role} <> 'reader'`),
  ],
);
