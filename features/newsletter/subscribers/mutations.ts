import { randomBytes } from "node:crypto";
import { and, eq, isNotNull, lt, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  type ConsentEvent,
  type ConsentVia,
  newsletterConsents,
  newsletterSignups,
  newsletterSubscribers,
  newsletterSubscriberTopics,
} from "#db/schema.ts";
import { type Locale, locales } from "#i18n/translator.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { listTopics } from "../queries.ts";
import { findSubscriberByAddress, listChosenTopicIds } from "./queries.ts";
import { allowedTopicIds, endedSubscriberDays, findChoiceErrors, type SubscriptionChoice } from "./rules.ts";

/** What is stored beside a consent: the sentence as it was shown, the page of the form, and when it was sent. */
export interface ConsentProof {
  consentText: string;
  page: string;
  requestedAt: Date;
}

/** Creates the key that signs the links of one row. */
export const createLinkKey = (): Uint8Array => randomBytes(32);

/** Appends the choice that applies from now on, with the names of its topics, to a subscriber's consents. */
export async function appendConsent(
  tx: Executor,
  subscriberId: number,
  event: ConsentEvent,
  via: ConsentVia,
  proof?: ConsentProof,
): Promise<void> {
  const [subscriber] = await tx
    .select({ rhythm: newsletterSubscribers.rhythm, alerts: newsletterSubscribers.alerts })
    .from(newsletterSubscribers)
    .where(eq(newsletterSubscribers.id, subscriberId));
  if (!subscriber) return;
  const chosen = await listChosenTopicIds(tx, subscriberId);
  const names = (await listTopics(tx)).filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  await tx.insert(newsletterConsents).values({ subscriberId, event, via, ...proof, ...subscriber, topics: names });
}

/**
 * Ends a subscription and appends that to its consents. After a bounce or a complaint the mailbox is suppressed. Idempotent: returns
 * whether it was active until now.
 */
export async function endSubscription(tx: Executor, subscriberId: number, via: ConsentVia): Promise<boolean> {
  const state = via === "bounce" || via === "complaint" ? "suppressed" : "ended";
  return tx.transaction(async (inner) => {
    const ended = await inner
      .update(newsletterSubscribers)
      .set({ state, endedAt: sql`now()`, version: sql`${newsletterSubscribers.version} + 1` })
      .where(and(eq(newsletterSubscribers.id, subscriberId), eq(newsletterSubscribers.state, "active")))
      .returning({ id: newsletterSubscribers.id });
    if (ended.length === 0) return false;
    await appendConsent(inner, subscriberId, state, via);
    return true;
  });
}

/**
 * Resumes a subscription that its owner ended, with the choices that it had: a new consent. One that was suppressed needs a new sign-up,
 * which shows that its mailbox works. Idempotent. Refused with `subscription.notResumable`.
 */
export async function resumeSubscription(
  tx: Executor,
  subscriberId: number,
  proof: ConsentProof,
): Promise<Result<{ changed: boolean }>> {
  return tx.transaction(async (inner): Promise<Result<{ changed: boolean }>> => {
    const [subscriber] = await lockSubscriber(inner, subscriberId);
    if (subscriber?.state === "active") return ok({ changed: false });
    if (subscriber?.state !== "ended" || subscriber.address === null) return refused("subscription.notResumable");
    await inner
      .update(newsletterSubscribers)
      .set({ state: "active", endedAt: null, version: sql`${newsletterSubscribers.version} + 1` })
      .where(eq(newsletterSubscribers.id, subscriberId));
    await appendConsent(inner, subscriberId, "subscribed", "page", proof);
    return ok({ changed: true });
  });
}

/** What a subscriber changes. `version`: of the subscription that the form showed. */
export interface PreferencesInput extends SubscriptionChoice {
  locale: Locale | null;
  version: number;
}

/**
 * Changes the choices of an active subscription. Topics that were deleted or ended while the form was open are left out. Refused with
 * `subscription.ended`, `subscription.changed` (another change came first), or beside a field if no mail would be left.
 */
export async function changePreferences(
  tx: Executor,
  subscriberId: number,
  { topicIds, rhythm, alerts, locale, version }: PreferencesInput,
  proof: ConsentProof,
): Promise<Result<{ changed: boolean; version: number }>> {
  return tx.transaction(async (inner): Promise<Result<{ changed: boolean; version: number }>> => {
    const [subscriber] = await lockSubscriber(inner, subscriberId);
    if (subscriber?.state !== "active") return refused("subscription.ended");
    if (subscriber.version !== version) return refused("subscription.changed");
    const had = await listChosenTopicIds(inner, subscriberId);
    const chosen = allowedTopicIds(topicIds, await listTopics(inner), had);
    const fields = findChoiceErrors({ topicIds: chosen, rhythm, alerts });
    if (fields) return refused("form.invalid", fields);
    const isSameChoice =
      subscriber.rhythm === rhythm && subscriber.alerts === alerts && had.join() === toSorted(chosen).join();
    if (isSameChoice && subscriber.locale === locale) return ok({ changed: false, version });
    await inner
      .update(newsletterSubscribers)
      .set({ rhythm, alerts, locale, version: version + 1 })
      .where(eq(newsletterSubscribers.id, subscriberId));
    if (!isSameChoice) {
      await storeTopics(inner, subscriberId, chosen);
      await appendConsent(inner, subscriberId, "changed", "preferences", proof);
    }
    return ok({ changed: true, version: version + 1 });
  });
}

/**
 * Erases a subscriber's address, for good: ends the subscription, deletes the sign-ups from that address, and makes every former link
 * useless. The row stays for the ledger, and the consents, which hold no address. Idempotent.
 */
export async function eraseSubscriber(tx: Executor, subscriberId: number, via: ConsentVia): Promise<boolean> {
  return tx.transaction(async (inner) => {
    const [subscriber] = await lockSubscriber(inner, subscriberId);
    if (!subscriber || subscriber.address === null) return false;
    await endSubscription(inner, subscriberId, via);
    await appendConsent(inner, subscriberId, "erased", via);
    await storeTopics(inner, subscriberId, []);
    await deleteSignups(inner, subscriber.address);
    await inner
      .update(newsletterSubscribers)
      .set({
        address: null,
        locale: null,
        linkKey: createLinkKey(),
        version: sql`${newsletterSubscribers.version} + 1`,
      })
      .where(eq(newsletterSubscribers.id, subscriberId));
    return true;
  });
}

/** How many addresses one run erases, each in a transaction of its own. */
const maxErasedAtOnce = 500;

/**
 * Erases the addresses of subscriptions that ended long ago, unless their owner is signing up again. The consent says so by the
 * way in which the subscription ended, because that is the reason.
 */
export async function eraseEndedSubscribers(db: Executor, limit = maxErasedAtOnce): Promise<number> {
  const { id, address, state, endedAt } = newsletterSubscribers;
  const due = await db
    .select({
      id,
      via: sql<ConsentVia>`coalesce((select c.via from newsletter_consents c
        where c.subscriber_id = newsletter_subscribers.id and c.event in ('ended', 'suppressed') order by c.id desc limit 1), 'page')`,
    })
    .from(newsletterSubscribers)
    .where(
      and(
        ne(state, "active"),
        isNotNull(address),
        lt(endedAt, sql`now() - make_interval(days => ${endedSubscriberDays})`),
        sql`not exists (select from newsletter_signups s where lower(s.address) = lower(newsletter_subscribers.address) and s.expires_at > now())`,
      ),
    )
    .orderBy(endedAt)
    .limit(limit);
  for (const subscriber of due) await eraseSubscriber(db, subscriber.id, subscriber.via);
  return due.length;
}

/** Erases the subscription and the sign-ups of an address. */
export async function eraseAddress(tx: Executor, address: string, via: ConsentVia): Promise<void> {
  const subscriber = await findSubscriberByAddress(tx, address);
  if (subscriber) await eraseSubscriber(tx, subscriber.id, via);
  await deleteSignups(tx, address);
}

function deleteSignups(tx: Executor, address: string) {
  return tx.delete(newsletterSignups).where(sql`lower(${newsletterSignups.address}) = lower(${address})`);
}

/** Stores a confirmed choice on the subscriber's row, new or ended, and appends the consent. The caller holds the row's lock. */
export async function activateSubscriber(
  tx: Executor,
  subscriberId: number,
  { topicIds, rhythm, alerts, locale }: SubscriptionChoice & { locale: string | null },
  proof: ConsentProof,
): Promise<void> {
  await tx
    .update(newsletterSubscribers)
    .set({
      state: "active",
      rhythm,
      alerts,
      locale: locales.find((known) => known === locale) ?? null,
      confirmedAt: sql`now()`,
      endedAt: null,
      version: sql`${newsletterSubscribers.version} + 1`,
    })
    .where(eq(newsletterSubscribers.id, subscriberId));
  await storeTopics(tx, subscriberId, topicIds);
  await appendConsent(tx, subscriberId, "subscribed", "confirmation", proof);
}

function lockSubscriber(tx: Executor, subscriberId: number) {
  const { address, state, rhythm, alerts, locale, version } = newsletterSubscribers;
  return tx
    .select({ address, state, rhythm, alerts, locale, version })
    .from(newsletterSubscribers)
    .where(eq(newsletterSubscribers.id, subscriberId))
    .for("update");
}

async function storeTopics(tx: Executor, subscriberId: number, topicIds: readonly number[]): Promise<void> {
  await tx.delete(newsletterSubscriberTopics).where(eq(newsletterSubscriberTopics.subscriberId, subscriberId));
  if (topicIds.length > 0)
    await tx.insert(newsletterSubscriberTopics).values(topicIds.map((topicId) => ({ subscriberId, topicId })));
}

const toSorted = (ids: readonly number[]) => [...ids].sort((one, other) => one - other);
