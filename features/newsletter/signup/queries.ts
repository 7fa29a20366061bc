import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { newsletterSignups } from "#db/schema.ts";
import { findSubscriberByAddress } from "#features/newsletter/subscribers/queries.ts";
import { createSubscriberToken } from "#features/newsletter/subscribers/subscriber-token.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import type { ConfirmedSignup } from "./rules.ts";
import { isSignupToken, readSignupId } from "./signup-token.ts";

/**
 * The sign-up behind the link of a confirmation mail, with what came of it if the link was used. Refused with `subscription.link.wrong`,
 * `.expired` or `.used`, as its confirmation would be.
 */
export async function findSignupByToken(
  db: Executor,
  token: string,
): Promise<Result<{ address: string; confirmed?: ConfirmedSignup }>> {
  const claimedId = readSignupId(token);
  if (claimedId === undefined) return refused("subscription.link.wrong");
  const { id, address, linkKey, state, expiresAt } = newsletterSignups;
  const [signup] = await db
    .select({ id, address, linkKey, state, expiresAt })
    .from(newsletterSignups)
    .where(eq(id, claimedId));
  if (!signup || !isSignupToken(token, signup)) return refused("subscription.link.wrong");
  if (signup.state === "sent" && signup.expiresAt <= new Date()) return refused("subscription.link.expired");
  if (signup.state === "sent") return ok({ address: signup.address });
  const subscriber = await findSubscriberByAddress(db, signup.address);
  if (subscriber?.state !== "active") return refused("subscription.link.used");
  const outcome = signup.state === "known" ? "known" : "subscribed";
  return ok({
    address: signup.address,
    confirmed: { outcome, subscriberId: subscriber.id, token: createSubscriberToken(subscriber) },
  });
}
