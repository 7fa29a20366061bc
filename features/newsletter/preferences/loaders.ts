import { cache } from "react";
import { database } from "#db/client.ts";
import { listTopics } from "#features/newsletter/queries.ts";
import { findSignupByToken } from "#features/newsletter/signup/queries.ts";
import { signupResult } from "#features/newsletter/signup/rules.ts";
import {
  findSubscriberByAddress,
  findSubscriberByToken,
  listChosenTopicIds,
} from "#features/newsletter/subscribers/queries.ts";
import { maskAddress } from "#features/newsletter/subscribers/rules.ts";
import { createSubscriberToken } from "#features/newsletter/subscribers/subscriber-token.ts";
import { ok } from "#lib/result.ts";

/** Loads what a subscriber's pages show; undefined if the link is nobody's. Changes nothing. */
export async function loadSubscription(token: string | undefined) {
  const subscriber = token === undefined ? undefined : await findSubscriberByToken(database(), token);
  if (!subscriber || token === undefined || subscriber.address === null) return undefined;
  const [all, chosen] = await Promise.all([listTopics(database()), listChosenTopicIds(database(), subscriber.id)]);
  const { rhythm, alerts, state, version, locale, address } = subscriber;
  return {
    token,
    address: maskAddress(address),
    rhythm,
    alerts,
    state,
    version,
    locale,
    topics: all
      .filter(({ id, endedAt }) => endedAt === null || chosen.includes(id))
      .map(({ id, name, description, endedAt }) => ({
        id,
        name,
        description,
        ended: endedAt !== null,
        chosen: chosen.includes(id),
      })),
  };
}

export type Subscription = NonNullable<Awaited<ReturnType<typeof loadSubscription>>>;

/**
 * Loads the state of the subscription of a member's own address, with the way to its preferences; undefined without one. The caller has
 * checked that the address is confirmed.
 */
export async function loadMemberSubscription(address: string) {
  const subscriber = await findSubscriberByAddress(database(), address);
  if (!subscriber) return undefined;
  return { state: subscriber.state, preferences: `/newsletter/preferences?s=${createSubscriberToken(subscriber)}` };
}

/**
 * Loads what the page of a confirmation shows: the masked address, and the outcome if the link was used, or why it cannot be used. Changes
 * nothing.
 */
export const loadSignup = cache(async (token: string) => {
  const found = await findSignupByToken(database(), token);
  if (!found.ok) return found;
  const { address, confirmed } = found.value;
  return ok({ address: maskAddress(address), confirmed: confirmed && signupResult(confirmed) });
});
