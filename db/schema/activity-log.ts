import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import type { MemberRole } from "./members.ts";

/** What a line of the log says besides who, what and when: numbers and roles, never a name. */
export interface ActivityDetail {
  role?: MemberRole;
  before?: MemberRole;
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
