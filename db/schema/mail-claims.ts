import { pgTable, text } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns.ts";

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
