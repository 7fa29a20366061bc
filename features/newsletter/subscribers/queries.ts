import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { newsletterSubscribers } from "#db/schema.ts";
import { isSubscriberToken, readSubscriberId } from "./subscriber-token.ts";

/** The subscriber to whom a link belongs, whatever the state of the subscription; undefined if the token is nobody's. */
export async function findSubscriberByToken(db: Executor, token: string) {
  const claimedId = readSubscriberId(token);
  if (claimedId === undefined) return undefined;
  const { id, address, locale, rhythm, alerts, state, linkKey, version } = newsletterSubscribers;
  const [subscriber] = await db
    .select({ id, address, locale, rhythm, alerts, state, linkKey, version })
    .from(newsletterSubscribers)
    .where(eq(id, claimedId));
  return subscriber && isSubscriberToken(token, subscriber) ? subscriber : undefined;
}
