import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { newsletterSignups, newsletterSubscribers, newsletterSubscriberTopics } from "#db/schema.ts";
import { listConsents } from "#features/newsletter/subscribers/queries.ts";
import { listTopics } from "../queries.ts";

export const subscribersPerPage = 50;
/** Held sign-ups on one page: an administrator who decides these sees the next ones. */
const maxHeld = 50;

/** Counts the subscriptions: by state, and the active ones by rhythm and topic. */
export async function countSubscribers(db: Executor) {
  const { state, rhythm, alerts, id } = newsletterSubscribers;
  const count = sql<number>`count(*)::int`;
  const [groups, topics, perTopic] = await Promise.all([
    db.select({ state, rhythm, alerts, count }).from(newsletterSubscribers).groupBy(state, rhythm, alerts),
    listTopics(db),
    db
      .select({ topicId: newsletterSubscriberTopics.topicId, count })
      .from(newsletterSubscriberTopics)
      .innerJoin(newsletterSubscribers, and(eq(id, newsletterSubscriberTopics.subscriberId), eq(state, "active")))
      .groupBy(newsletterSubscriberTopics.topicId),
  ]);
  const sum = (matches: (group: (typeof groups)[number]) => boolean) =>
    groups.filter(matches).reduce((total, group) => total + group.count, 0);
  const active = groups.filter((group) => group.state === "active");
  const sumActive = (matches: (group: (typeof groups)[number]) => boolean) =>
    active.filter(matches).reduce((total, group) => total + group.count, 0);
  return {
    active: sum((group) => group.state === "active"),
    ended: sum((group) => group.state === "ended"),
    suppressed: sum((group) => group.state === "suppressed"),
    monthly: sumActive((group) => group.rhythm === "monthly"),
    weekly: sumActive((group) => group.rhythm === "weekly"),
    alerts: sumActive((group) => group.alerts),
    topics: topics.map(({ id: topicId, name }) => ({
      id: topicId,
      name,
      count: perTopic.find((topic) => topic.topicId === topicId)?.count ?? 0,
    })),
  };
}

/** Lists the sign-ups of disposable addresses that wait for a decision, oldest first. */
export function listHeldSignups(db: Executor) {
  const { id, address, page, createdAt, state } = newsletterSignups;
  return db
    .select({ id, address, page, createdAt })
    .from(newsletterSignups)
    .where(eq(state, "held"))
    .orderBy(id)
    .limit(maxHeld);
}

/**
 * Lists subscribers with an address, newest first.
 * @param words a part of the address; empty: all
 * @param before the id after which the list continues
 */
export async function listSubscribers(db: Executor, { words, before }: { words: string; before: number | undefined }) {
  const { id, address, state, rhythm, alerts, confirmedAt, endedAt } = newsletterSubscribers;
  const rows = await db
    .select({ id, address, state, rhythm, alerts, confirmedAt, endedAt })
    .from(newsletterSubscribers)
    .where(
      and(
        sql`${address} is not null`,
        words === "" ? undefined : sql`position(lower(${words}) in lower(${address})) > 0`,
        before === undefined ? undefined : lt(id, before),
      ),
    )
    .orderBy(desc(id))
    .limit(subscribersPerPage + 1);
  const subscribers = rows.slice(0, subscribersPerPage);
  return { subscribers, next: rows.length > subscribersPerPage ? subscribers.at(-1)?.id : undefined };
}

/** A subscriber's address and the proofs of consent, oldest first; undefined for nobody. */
export async function readConsents(db: Executor, subscriberId: number) {
  const [subscriber] = await db
    .select({ address: newsletterSubscribers.address })
    .from(newsletterSubscribers)
    .where(eq(newsletterSubscribers.id, subscriberId));
  if (!subscriber) return undefined;
  return { ...subscriber, consents: await listConsents(db, subscriberId) };
}
