import { createHmac } from "node:crypto";
import { isSameSignature } from "#lib/keyed-hash.ts";
import { absoluteUrl } from "#lib/site-address.ts";

/** A subscriber's id in base 36, padded: as long as the largest id that is safe as a JavaScript number. */
const idLength = 11;
const signatureLength = 43;
/** Every subscriber token has this length, so that a rendered mail can be completed by replacing a placeholder. */
export const subscriberTokenLength = idLength + signatureLength;
const tokenShape = /^[0-9a-z]{11}[A-Za-z0-9_-]{43}$/;

interface LinkOwner {
  id: number;
  /** 32 random bytes (`newsletter_subscribers.link_key`): a new key makes all former links useless. */
  linkKey: Uint8Array;
}

/** The secret part of the links to a subscriber's preferences. Contains only characters that an address carries as they are. */
export function createSubscriberToken({ id, linkKey }: LinkOwner): string {
  const signature = createHmac("sha256", linkKey).update(`newsletter subscriber ${id}`).digest("base64url");
  return id.toString(36).padStart(idLength, "0") + signature;
}

/** The id that a token claims, before anything is read from the database; undefined if it has not the shape of one. */
export function readSubscriberId(token: string): number | undefined {
  if (!tokenShape.test(token)) return undefined;
  const id = Number.parseInt(token.slice(0, idLength), 36);
  return Number.isSafeInteger(id) ? id : undefined;
}

/** Whether a token is this subscriber's. */
export function isSubscriberToken(token: string, owner: LinkOwner): boolean {
  return isSameSignature(token, createSubscriberToken(owner));
}

/** The page on which a subscriber changes topics, rhythm and language. */
export const preferencesUrl = (token: string) => absoluteUrl(`/newsletter/preferences?s=${token}`);
/** The page with the button that ends the subscription; a POST as RFC 8058 defines it ends it at once. */
export const unsubscribeUrl = (token: string) => absoluteUrl(`/newsletter/unsubscribe?s=${token}`);
