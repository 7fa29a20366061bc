import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { type NewsletterRhythm, newsletterSignups, newsletterSubscribers } from "#db/schema.ts";
import { listTopics } from "#features/newsletter/queries.ts";
import type { LinkOwner } from "#features/newsletter/subscribers/link-token.ts";
import { activateSubscriber, createLinkKey } from "#features/newsletter/subscribers/mutations.ts";
import { createSubscriberToken } from "#features/newsletter/subscribers/subscriber-token.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isSignupToken, readSignupId } from "./signup-token.ts";

/** The outcome of a confirmation, with the token of the links to the preferences. */
export interface ConfirmedSignup {
  /** `subscribed` also if the button was pressed twice; `known`: there was a subscription already, which was not changed. */
  outcome: "subscribed" | "known";
  subscriberId: number;
  token: string;
}

/**
 * Confirms the sign-up behind a mailed link: creates the subscription, or renews one that had ended or whose mailbox was suppressed. It
 * never changes an active one. Idempotent. Refused with `subscription.link.wrong` (cut, or another's), `.expired`, `.used` (the subscription
 * that it began has ended since) or `.topicsGone`.
 */
export async function confirmSignup(db: Executor, token: string): Promise<Result<ConfirmedSignup>> {
  const claimedId = readSignupId(token);
  if (claimedId === undefined) return refused("subscription.link.wrong");
  return db.transaction(async (tx): Promise<Result<ConfirmedSignup>> => {
    const [signup] = await tx.select().from(newsletterSignups).where(eq(newsletterSignups.id, claimedId)).for("update");
    if (!signup || !isSignupToken(token, signup)) return refused("subscription.link.wrong");
    const decide = (state: "confirmed" | "known") =>
      tx.update(newsletterSignups).set({ state, decidedAt: sql`now()` }).where(eq(newsletterSignups.id, claimedId));
    const known = await lockSubscriberByAddress(tx, signup.address);
    if (signup.state !== "sent")
      return known?.state === "active" ? confirmed("subscribed", known) : refused("subscription.link.used");
    if (known?.state !== "active" && signup.expiresAt <= new Date()) return refused("subscription.link.expired");
    const topics = (await listTopics(tx)).filter(({ id }) => signup.topicIds.includes(id));
    const offered = topics.filter(({ endedAt }) => endedAt === null);
    if (known?.state !== "active" && topics.length === 0) return refused("subscription.link.topicsGone");
    const subscriber =
      known ?? (await insertSubscriber(tx, signup)) ?? (await lockSubscriberByAddress(tx, signup.address));
    if (!subscriber) throw new Error("A subscriber's address is taken and cannot be found.");
    if (subscriber.state === "active") {
      await decide("known");
      return confirmed("known", subscriber);
    }
    // A topic that was ended in the meantime is kept only if it was the only one, as those who already had it keep it.
    const topicIds = (offered.length > 0 ? offered : topics).map(({ id }) => id);
    await activateSubscriber(
      tx,
      subscriber.id,
      { topicIds, rhythm: signup.rhythm, alerts: signup.alerts, locale: signup.locale },
      { consentText: signup.consentText, page: signup.page, requestedAt: signup.createdAt },
    );
    await decide("confirmed");
    return confirmed("subscribed", subscriber);
  });
}

const confirmed = (outcome: ConfirmedSignup["outcome"], subscriber: LinkOwner) =>
  ok({ outcome, subscriberId: subscriber.id, token: createSubscriberToken(subscriber) });

async function lockSubscriberByAddress(tx: Executor, address: string) {
  const { id, state, linkKey } = newsletterSubscribers;
  const [subscriber] = await tx
    .select({ id, state, linkKey })
    .from(newsletterSubscribers)
    .where(sql`lower(${newsletterSubscribers.address}) = lower(${address})`)
    .for("update");
  return subscriber;
}

/**
 * Inserts the subscriber, without a subscription yet. Undefined if the address has one by now: of two confirmations at once, the second
 * waits here for the first.
 */
async function insertSubscriber(
  tx: Executor,
  { address, rhythm, alerts }: { address: string; rhythm: NewsletterRhythm; alerts: boolean },
) {
  const { id, state, linkKey } = newsletterSubscribers;
  const [inserted] = await tx
    .insert(newsletterSubscribers)
    .values({ address, rhythm, alerts, state: "ended", linkKey: createLinkKey() })
    .onConflictDoNothing()
    .returning({ id, state, linkKey });
  return inserted;
}
