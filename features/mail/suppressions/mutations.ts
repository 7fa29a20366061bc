import { and, eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailSuppressions } from "#db/schema.ts";
import { MailError } from "#lib/mail/send-mail.ts";
import { findStatusCode, weighBounce } from "../bounces/rules.ts";
import { addressKey } from "./queries.ts";

type SuppressionReason = typeof mailSuppressions.$inferInsert.reason;

/**
 * Suppresses a mailbox: from now on it gets no newsletter and no notification by mail. Idempotent; a complaint replaces a bounce, because
 * it says more. `code`: the enhanced status code of a bounce (RFC 3463), as in 5.1.1.
 */
export async function suppress(tx: Executor, address: string, reason: SuppressionReason, code = ""): Promise<void> {
  await tx
    .insert(mailSuppressions)
    .values({ addressKey: addressKey(address), reason, code })
    .onConflictDoUpdate({
      target: mailSuppressions.addressKey,
      set: { reason, code },
      setWhere: sql`excluded.reason = 'complaint'`,
    });
}

/**
 * Says what became of a mail whose sending failed, and suppresses a mailbox that does not exist. `uncertain`: it may have been sent, so it is
 * not sent again; `released`: it was not, and its sender gives up the claim; `refused`: the mail server refused it for good.
 */
export async function settleSendFailure(
  db: Executor,
  error: unknown,
  address: string,
): Promise<"uncertain" | "released" | "refused"> {
  // Whatever else failed, it may have been after the mail was sent.
  if (!(error instanceof MailError)) return "uncertain";
  if (error.kind !== "refused") return "released";
  const status = findStatusCode(error.message);
  if (weighBounce(status) === "hard") await suppress(db, address, "bounce", status);
  return "refused";
}

/**
 * Ends the suppression of a mailbox for one of these reasons, after its owner confirmed from it that mails arrive, or asked for them again.
 * Returns whether there was one.
 */
export async function liftSuppression(
  tx: Executor,
  address: string,
  reasons: readonly SuppressionReason[] = ["bounce", "complaint", "staff"],
): Promise<boolean> {
  const lifted = await tx
    .delete(mailSuppressions)
    .where(and(eq(mailSuppressions.addressKey, addressKey(address)), inArray(mailSuppressions.reason, [...reasons])))
    .returning({ key: mailSuppressions.addressKey });
  return lifted.length > 0;
}
