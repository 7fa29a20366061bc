import { sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";

/**
 * Mailboxes that get no newsletter and no notification by mail: they do not exist, or their owner complained. Mails that somebody asked for
 * at that moment (a sign-in link, a confirmation) are still sent. A confirmed new subscription removes the row.
 */
export const mailSuppressions = pgTable(
  "mail_suppressions",
  {
    /** A keyed hash of the address, from which it cannot be recovered. */
    addressKey: text().primaryKey(),
    reason: text().$type<"bounce" | "complaint" | "staff">().notNull(),
    /** The enhanced status code of a bounce (RFC 3463), as in 5.1.1. */
    code: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [check("mail_suppressions_reason", sql`${t.reason} in ('bounce', 'complaint', 'staff')`)],
);

/** Bounces and complaints that came in. Append-only. Holds ids and no address. */
export const mailReports = pgTable(
  "mail_reports",
  {
    id: id(),
    /** A hash of the report: the same one, delivered twice, counts once. */
    fingerprint: text().notNull().unique(),
    kind: text().$type<"bounce" | "delay" | "complaint">().notNull(),
    source: text().$type<"smtp" | "mailbox" | "pipe" | "webhook">().notNull(),
    /** The delivery of the newsletter that it is about, if it is about one. */
    issueId: reference(),
    subscriberId: reference(),
    /** The member whose notification mail it is about. */
    memberId: reference(),
    code: text().notNull().default(""),
    /** The remote server's text, shortened, without addresses. */
    diagnostic: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("mail_reports_issue_idx").on(t.issueId, t.id).where(sql`issue_id is not null`),
    index("mail_reports_subscriber_idx").on(t.subscriberId, t.id).where(sql`subscriber_id is not null`),
    check("mail_reports_kind", sql`${t.kind} in ('bounce', 'delay', 'complaint')`),
    check("mail_reports_source", sql`${t.source} in ('smtp', 'mailbox', 'pipe', 'webhook')`),
  ],
);
