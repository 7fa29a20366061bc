import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { newsletterSignups } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isSignupToken, readSignupId } from "./signup-token.ts";

/**
 * The sign-up behind the link of a confirmation mail, also after it was used. Refused with `subscription.link.wrong` or `.expired`, as its
 * confirmation would be.
 */
export async function findSignupByToken(db: Executor, token: string): Promise<Result<{ address: string }>> {
  const claimedId = readSignupId(token);
  if (claimedId === undefined) return refused("subscription.link.wrong");
  const { id, address, linkKey, state, expiresAt } = newsletterSignups;
  const [signup] = await db
    .select({ id, address, linkKey, state, expiresAt })
    .from(newsletterSignups)
    .where(eq(id, claimedId));
  if (!signup || !isSignupToken(token, signup)) return refused("subscription.link.wrong");
  if (signup.state === "sent" && signup.expiresAt <= new Date()) return refused("subscription.link.expired");
  return ok({ address: signup.address });
}
