import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailClaims } from "#db/schema.ts";
import { type Mail, sendMail } from "./send-mail.ts";

/** Takes a mail's key, so that nobody else sends it; false where somebody has it. In the transaction that finds it worth telling. */
export async function claimMail(tx: Executor, key: string): Promise<boolean> {
  const claimed = await tx.insert(mailClaims).values({ key }).onConflictDoNothing().returning({ key: mailClaims.key });
  return claimed.length > 0;
}

/** Whether somebody took a mail's key: it was sent, or is on its way. */
export async function isClaimed(tx: Executor, key: string): Promise<boolean> {
  const [claim] = await tx.select({ key: mailClaims.key }).from(mailClaims).where(eq(mailClaims.key, key));
  return claim !== undefined;
}

/** Sends a mail whose key the caller has claimed. Given back where the mail server refuses: the job tries again, and nobody else is in its way. */
export async function sendClaimed(db: Executor, key: string, mail: Mail): Promise<void> {
  try {
    await sendMail(mail);
  } catch (error) {
    await db.delete(mailClaims).where(eq(mailClaims.key, key));
    throw error;
  }
  await db.update(mailClaims).set({ sentAt: sql`now()` }).where(eq(mailClaims.key, key));
}
