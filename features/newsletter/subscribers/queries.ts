import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { newsletterConsents, newsletterSubscribers, newsletterSubscriberTopics } from "#db/schema.ts";
import { isSubscriberToken, readSubscriberId } from "./subscriber-token.ts";

/** The subscriber to whom a link belongs, whatever the state of the subscription; undefined if the token is nobody's. */
export async function findSubscriberByToken(db: Executor, token: string) {
  const claimedId = readSubscriberId(token);
  if (claimedId === undefined) return undefined;
  const subscriber = await findSubscriber(db, claimedId);
  return subscriber && isSubscriberToken(token, subscriber) ? subscriber : undefined;
}

/**
 * Whether a token claims to be that of a subscriber whose address was erased. Nothing proves it, because the key of the links is gone too:
 * enough to say that no mail will come, and for nothing else.
 */
export async function claimsErasedSubscriber(db: Executor, token: string): Promise<boolean> {
  const claimedId = readSubscriberId(token);
  if (claimedId === undefined) return false;
  const { id, address } = newsletterSubscribers;
  const erased = await db
    .select({ id })
    .from(newsletterSubscribers)
    .where(and(eq(id, claimedId), isNull(address)));
  return erased.length > 0;
}

/** Lists the topics that a subscriber chose, by id. */
export async function listChosenTopicIds(db: Executor, subscriberId: number): Promise<number[]> {
  const rows = await db
    .select({ topicId: newsletterSubscriberTopics.topicId })
    .from(newsletterSubscriberTopics)
    .where(eq(newsletterSubscriberTopics.subscriberId, subscriberId))
    .orderBy(newsletterSubscriberTopics.topicId);
  return rows.map(({ topicId }) => topicId);
}

/** The subscriber with an address, whatever its spelling and the state of the subscription. */
export function findSubscriberByAddress(db: Executor, typed: string) {
  return findSubscriberWhere(db, sql`lower(${newsletterSubscribers.address}) = lower(${typed})`);
}

/** The subscriber with an id, whatever the state of the subscription. */
export function findSubscriber(db: Executor, subscriberId: number) {
  return findSubscriberWhere(db, eq(newsletterSubscribers.id, subscriberId));
}

async function findSubscriberWhere(db: Executor, condition: SQL) {
  const { id, address, locale, rhythm, alerts, state, linkKey, version } = newsletterSubscribers;
  const [subscriber] = await db
    .select({ id, address, locale, rhythm, alerts, state, linkKey, version })
    .from(newsletterSubscribers)
    .where(condition);
  return subscriber;
}

/** Lists the proofs of a subscriber's consent, oldest first. */
export function listConsents(db: Executor, subscriberId: number) {
  const { event, via, consentText, page, requestedAt, topics, rhythm, alerts, createdAt } = newsletterConsents;
  return db
    .select({ event, via, consentText, page, requestedAt, topics, rhythm, alerts, createdAt })
    .from(newsletterConsents)
    .where(eq(newsletterConsents.subscriberId, subscriberId))
    .orderBy(newsletterConsents.id);
}
