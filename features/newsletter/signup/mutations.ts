import { and, eq, gt, inArray, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { type NewsletterRhythm, newsletterSignups, newsletterSubscribers } from "#db/schema.ts";
import { isDisposableEmail } from "#features/auth/registration/disposable-email.ts";
import { liftSuppression } from "#features/mail/suppressions/mutations.ts";
import { listTopics } from "#features/newsletter/queries.ts";
import { activateSubscriber, createLinkKey } from "#features/newsletter/subscribers/mutations.ts";
import { allowedTopicIds, findChoiceErrors } from "#features/newsletter/subscribers/rules.ts";
import { createSubscriberToken } from "#features/newsletter/subscribers/subscriber-token.ts";
import { readSettings } from "#features/settings/queries.ts";
import { translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { enqueue } from "#lib/jobs.ts";
import { signText } from "#lib/keyed-hash.ts";
import type { LinkOwner } from "#lib/link-token.ts";
import { consumeMailLimit } from "#lib/mail/mail-limit.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { signupMailJob } from "./jobs.ts";
import {
  type ConfirmedSignup,
  consentVersion,
  dailySignups,
  manyOpenSignups,
  maxOpenSignups,
  repeatSeconds,
  signupDays,
  signupRetentionDays,
  signupsWhileMany,
} from "./rules.ts";
import { isSignupToken, readSignupId } from "./signup-token.ts";

interface SignupInput {
  email: string;
  topics: number[];
  rhythm: NewsletterRhythm;
  alerts: boolean;
  page: string;
  /** Of the sentence that the form showed. */
  consent: string;
  /** The honeypot. */
  website: string;
  /** The visitor's network. */
  network: string;
}

/** On a site with a public name, a domain without a dot is a typing error (`ada@gmail`); on a private machine it may be real. */
function hasReachableDomain(address: string): boolean {
  return address.slice(address.lastIndexOf("@")).includes(".") || !new URL(env().SITE_URL).hostname.includes(".");
}

/**
 * Stores a sign-up and queues its mail. The outcome is the same whether or not the address has a subscription: only the job reads that. Does
 * nothing beyond the mailbox's limit, for a program that filled in the honeypot, and for a double click. Refused with `subscription.closed`,
 * `.full`, `.consentChanged`, or beside a field.
 * @param many the number of open sign-ups from which on each network may add only a few
 * @param max the bound on open sign-ups in the whole table
 */
export async function requestSignup(
  db: Executor,
  { email, topics, rhythm, alerts, page, consent, website, network }: SignupInput,
  { many = manyOpenSignups, max = maxOpenSignups } = {},
): Promise<Result<undefined>> {
  const [settings, all] = await Promise.all([readSettings(db), listTopics(db)]);
  const topicIds = allowedTopicIds(topics, all);
  if (settings["newsletter.enabled"] === 0 || all.every(({ endedAt }) => endedAt !== null))
    return refused("subscription.closed");
  const consentText = translator()("subscription.consent", { site: settings["site.name"] });
  if (consent !== consentVersion(consentText)) return refused("subscription.consentChanged");
  const fields = {
    ...(!hasReachableDomain(email) && { email: "email.invalid" }),
    ...findChoiceErrors({ topicIds, rhythm, alerts }),
  };
  if (Object.keys(fields).length > 0) return refused("form.invalid", fields);
  if (website !== "") return ok(undefined);
  if (!(await hasRoom(db, network, { many, max }))) return refused("subscription.full");
  const state = (await isDisposableEmail(email)) ? "held" : "sent";
  if (!(await consumeMailLimit(email))) return ok(undefined);
  await db.transaction(async (tx) => {
    // A double click sends the form twice at once.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:signup'), hashtext(lower(${email})))`);
    const { address, createdAt } = newsletterSignups;
    const [repeated] = await tx
      .select({ id: newsletterSignups.id })
      .from(newsletterSignups)
      .where(
        and(
          sql`lower(${address}) = lower(${email})`,
          gt(createdAt, sql`now() - make_interval(secs => ${repeatSeconds})`),
          inArray(newsletterSignups.state, ["sent", "held", "known"]),
          eq(newsletterSignups.rhythm, rhythm),
          eq(newsletterSignups.alerts, alerts),
          sql`${newsletterSignups.topicIds} = ${toIdArray(topicIds)}`,
        ),
      )
      .limit(1);
    if (repeated) return;
    const [signup] = await tx
      .insert(newsletterSignups)
      .values({
        address: email,
        topicIds,
        rhythm,
        alerts,
        page,
        consentText,
        state,
        linkKey: createLinkKey(),
        expiresAt: sql`now() + make_interval(days => ${signupDays})`,
      })
      .returning({ id: newsletterSignups.id });
    if (signup && state === "sent") await enqueue(tx, signupMailJob, { signup: signup.id });
  });
  return ok(undefined);
}

/** Deletes sign-ups some time after they expired, whatever became of them: the consents are the proof. */
export async function deleteExpiredSignups(db: Executor): Promise<void> {
  await db
    .delete(newsletterSignups)
    .where(lt(newsletterSignups.expiresAt, sql`now() - make_interval(days => ${signupRetentionDays})`));
}

/** Whether a network may add a sign-up: no few of them can close the newsletter to everyone else. */
async function hasRoom(db: Executor, network: string, { many, max }: { many: number; max: number }): Promise<boolean> {
  // Kept for a day, so not the address itself.
  const key = signText("newsletter network", network);
  if ((await consumeRateLimit(dailySignups, key)) > 0) return false;
  if ((await countOpenSignups(db, many)) < many) return true;
  return (await consumeRateLimit(signupsWhileMany, key)) === 0 && (await countOpenSignups(db, max)) < max;
}

/** Counts sign-ups that wait for an answer, up to the bound. */
async function countOpenSignups(db: Executor, max: number): Promise<number> {
  const open = db
    .select({ id: newsletterSignups.id })
    .from(newsletterSignups)
    .where(and(gt(newsletterSignups.expiresAt, sql`now()`), inArray(newsletterSignups.state, ["sent", "held"])))
    .limit(max)
    .as("open");
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(open);
  return row?.count ?? 0;
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
    // The link was opened in this mailbox, so mails arrive.
    await liftSuppression(tx, signup.address);
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
