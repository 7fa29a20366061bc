import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import type { MemberRole } from "./members.ts";

/** Details of a log entry: numbers, roles and addresses of feeds, never a name. */
export interface ActivityDetail {
  role?: MemberRole;
  before?: MemberRole;
  /** Set for an import. */
  articles?: number;
  comments?: number;
  /** The number of feeds added from a list. */
  feeds?: number;
  /** The article that was pinned in, or excluded from, the selection of another. */
  related?: number;
  /** The addresses of a feed that moved. */
  from?: string;
  to?: string;
}

/**
 * What the staff did. Append-only: the database refuses to change, delete or truncate rows. Holds ids without foreign keys, so
 * that no deletion changes a row. Changes of settings and corrections have tables of their own, which the log reads as well.
 */
export const activityLog = pgTable(
  "activity_log",
  {
    id: id(),
    /** `features/members/activity-log/rules.ts` */
    kind: text().notNull(),
    /** Null: the command line. */
    actorId: reference(),
    /** The id of the member, article, invitation or feed concerned; `kind` says which. */
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
