import { createLinkToken, isLinkToken, type LinkOwner, readLinkOwnerId } from "#lib/link-token.ts";
import { absoluteUrl } from "#lib/site-address.ts";

const purpose = "newsletter signup";

/** The secret part of the link that confirms a sign-up (`newsletter_signups.link_key`). */
export const createSignupToken = (owner: LinkOwner): string => createLinkToken(purpose, owner);

/** The id that a token claims, before anything is read from the database; undefined if it has not the shape of one. */
export const readSignupId = (token: string): number | undefined => readLinkOwnerId(token);

/** Whether a token is this sign-up's. */
export const isSignupToken = (token: string, owner: LinkOwner): boolean => isLinkToken(purpose, token, owner);

/** The page with the button that confirms a sign-up. */
export const confirmationUrl = (token: string) => absoluteUrl(`/newsletter/confirm?t=${token}`);
