import { eq, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailClaims } from "#db/schema.ts";
import type { Mail } from "./compose-message.ts";
import { sendMail } from "./send-mail.ts";

/**
 * Claims a mail's key, so that nobody else sends it; false if it is already claimed. Call it in the transaction that
 * decides to send.
 */
export async function claimMail(tx: Executor, key: string): Promise<boolean> {
  const claimed = await tx.insert(mailClaims).values({ key }).onConflictDoNothing().returning({ key: mailClaims.key });
  return claimed.length > 0;
}

/** Whether a mail's key is claimed: it was sent, or is being sent. */
export async function isClaimed(tx: Executor, key: string): Promise<boolean> {
  const [claim] = await tx.select({ key: mailClaims.key }).from(mailClaims).where(eq(mailClaims.key, key));
  return claim !== undefined;
}

/**
 * Sends a mail whose key the caller has claimed. If it certainly was not sent, the claim is released so that the job can
 * retry. If the mail server may have accepted it, the claim stays, and the job ends.
 */
export async function sendClaimed(db: Executor, key: string, mail: Mail): Promise<void> {
  let outcome: Awaited<ReturnType<typeof sendMail>>;
  try {
    outcome = await sendMail(mail);
  } catch (error) {
    await db.delete(mailClaims).where(eq(mailClaims.key, key));
    throw error;
  }
  if (outcome === "sent") await db.update(mailClaims).set({ sentAt: sql`now()` }).where(eq(mailClaims.key, key));
}

/**
 * How long claims are kept (days): longer than any job retries, any incident is mailed again, and any decision can be
 * contested.
 */
export const mailClaimDays = 400;

/** Deletes claims of mails that nothing sends again. */
export async function deleteOldClaims(db: Executor): Promise<void> {
  await db.delete(mailClaims).where(lt(mailClaims.claimedAt, sql`now() - make_interval(days => ${mailClaimDays})`));
}
