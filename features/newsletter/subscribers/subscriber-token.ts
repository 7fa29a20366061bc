import { randomBytes } from "node:crypto";
import { createLinkToken, isLinkToken, type LinkOwner, linkTokenLength, readLinkOwnerId } from "#lib/link-token.ts";
import { absoluteUrl } from "#lib/site-address.ts";

const purpose = "newsletter subscriber";

/** Every subscriber token has this length, so that a rendered mail can be completed by replacing a placeholder. */
export const subscriberTokenLength = linkTokenLength;
/**
 * Takes the place of a subscriber's token in a mail that is rendered once for many subscribers. It has the length of a
 * token and is nobody's. Random in each process: otherwise the text of an article, as from a feed, could contain it in
 * an address of the author's own, and readers who open it would hand over their token.
 */
export const subscriberTokenPlaceholder = `SUBSCRIBER-${randomBytes(subscriberTokenLength).toString("hex")}`.slice(
  0,
  subscriberTokenLength,
);

/** The secret part of the links to a subscriber's preferences (`newsletter_subscribers.link_key`). */
export const createSubscriberToken = (owner: LinkOwner): string => createLinkToken(purpose, owner);

/** The id that a token claims, before anything is read from the database; undefined if it has not the shape of one. */
export const readSubscriberId = (token: string): number | undefined => readLinkOwnerId(token);

/** Whether a token is this subscriber's. */
export const isSubscriberToken = (token: string, owner: LinkOwner): boolean => isLinkToken(purpose, token, owner);

/** The page on which a subscriber changes topics, rhythm and language. */
export const preferencesUrl = (token: string) => absoluteUrl(`/newsletter/preferences?s=${token}`);
/** The page with the button that ends the subscription; a POST as RFC 8058 defines it ends it at once. */
export const unsubscribeUrl = (token: string) => absoluteUrl(`/newsletter/unsubscribe?s=${token}`);
