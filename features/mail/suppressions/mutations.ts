import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailSuppressions } from "#db/schema.ts";
import { addressKey } from "./queries.ts";

/**
 * Suppresses a mailbox: from now on it gets no newsletter and no notification by mail. Idempotent; a complaint replaces a bounce, because
 * it says more. `code`: the enhanced status code of a bounce (RFC 3463), as in 5.1.1.
 */
export async function suppress(
  tx: Executor,
  address: string,
  reason: typeof mailSuppressions.$inferInsert.reason,
  code = "",
): Promise<void> {
  await tx
    .insert(mailSuppressions)
    .values({ addressKey: addressKey(address), reason, code })
    .onConflictDoUpdate({
      target: mailSuppressions.addressKey,
      set: { reason, code },
      setWhere: sql`excluded.reason = 'complaint'`,
    });
}

/** Ends the suppression of a mailbox, after its owner confirmed from it that mails arrive. Returns whether there was one. */
export async function liftSuppression(tx: Executor, address: string): Promise<boolean> {
  const lifted = await tx
    .delete(mailSuppressions)
    .where(eq(mailSuppressions.addressKey, addressKey(address)))
    .returning({ key: mailSuppressions.addressKey });
  return lifted.length > 0;
}
