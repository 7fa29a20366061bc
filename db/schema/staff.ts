import { sql } from "drizzle-orm";
import { check, customType, index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { memberRole, members } from "./members.ts";

const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** Who was asked by mail to work here and has not answered yet: accepting or withdrawing deletes the row. */
export const staffInvitations = pgTable(
  "staff_invitations",
  {
    id: id(),
    email: text().notNull(),
    name: text().notNull(),
    role: memberRole().notNull(),
    invitedBy: reference().references(() => members.id, { onDelete: "set null" }),
    /** SHA-256 of the mailed secret; null until the mail is made. Another mail has another secret. */
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

/** What a line of the log says besides who, what and when: numbers and roles, never a name. */
export interface ActivityDetail {
  role?: (typeof memberRole.enumValues)[number];
  before?: (typeof memberRole.enumValues)[number];
  /** Of an import. */
  articles?: number;
  comments?: number;
}

/**
 * What the staff did, for ever: the database refuses to change, delete or truncate rows. Ids only, without foreign keys, so that nothing
 * that is deleted touches it. Settings and corrections have rows of their own; the log reads those beside these.
 */
export const activityLog = pgTable(
  "activity_log",
  {
    id: id(),
    /** `features/members/activity-log/rules.ts` */
    kind: text().notNull(),
    /** Null: the command line. */
    actorId: reference(),
    /** The member, the article or the invitation that it is about, as the kind says. */
    subjectId: reference(),
    detail: jsonb().$type<ActivityDetail>().notNull().default({}),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("activity_log_created_at_idx").on(t.createdAt, t.id),
    index("activity_log_kind_idx").on(t.kind, t.createdAt, t.id),
    index("activity_log_actor_id_idx").on(t.actorId, t.createdAt, t.id),
    check("activity_log_kind_short", sql`length(${t.kind}) between 1 and 40`),
  ],
);
