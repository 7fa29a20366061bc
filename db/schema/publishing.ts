import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

/** Why a text could not be published at its time: message keys below `errors`, as in a refusal. */
export interface ScheduleFailure {
  code: string;
  fields?: Record<string, string>;
  /** When it was tried, ISO 8601. */
  at: string;
}

/**
 * What is to reach readers at a time to come: the row is the job. It goes in the transaction that publishes, so nothing is published twice;
 * with a `refusal` it waits for an editor and for no clock.
 */
export const articleSchedules = pgTable(
  "article_schedules",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    publishAt: timestamptz().notNull(),
    scheduledBy: reference().references(() => members.id, { onDelete: "set null" }),
    /** What an update of a published text is, and what readers are told of it. */
    changeKind: text().$type<"correction" | "update" | "typo">().notNull().default("typo"),
    changeNote: text().notNull().default(""),
    failure: jsonb().$type<ScheduleFailure>(),
  },
  (t) => [
    index("article_schedules_due_idx").on(t.publishAt).where(sql`failure is null`),
    index("article_schedules_scheduled_by_idx").on(t.scheduledBy),
    check("article_schedules_change", sql`${t.changeKind} in ('correction', 'update', 'typo')`),
  ],
);

/** What readers are told where an article stood that was withdrawn. Gone when it comes back. */
export const articleWithdrawals = pgTable(
  "article_withdrawals",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    /** Plain text. */
    note: text().notNull(),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("article_withdrawals_member_id_idx").on(t.memberId)],
);

/** Links that show an article's working copy to whoever has them; the mark that makes one valid is never stored (features/newsroom/preview). */
export const articlePreviewLinks = pgTable(
  "article_preview_links",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
    expiresAt: timestamptz().notNull(),
    revokedAt: timestamptz(),
  },
  (t) => [
    index("article_preview_links_article_id_idx").on(t.articleId, t.id.desc()),
    index("article_preview_links_member_id_idx").on(t.memberId),
  ],
);
