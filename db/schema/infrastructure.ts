import { index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns.ts";

/** Counters of rate-limiter-flexible; the columns are its own. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text().primaryKey(),
    points: integer().notNull(),
    expire: timestamp("expires_at", { withTimezone: true, precision: 3, mode: "date" }),
  },
  (t) => [index("rate_limits_expires_at_idx").on(t.expire)],
);

/**
 * Mails that are leaving or have left, by what they tell: each at most once, however often its job is done and wherever a process dies. Decisions
 * have their own (`decision_mails`), because theirs gather.
 */
export const mailClaims = pgTable("mail_claims", {
  /** `appeal:12`: names the telling, nobody's address. */
  key: text().primaryKey(),
  claimedAt: timestamptz().notNull().defaultNow(),
  /** Null where it is under way, or the process died meanwhile. */
  sentAt: timestamptz(),
});
