import { isSameSignature, signText } from "#lib/keyed-hash.ts";

/** A form or a link of ours may be used for a day; after that it asks again. */
const maxAgeMs = 86_400_000;

const sign = (memberId: number, moment: string) => signText("feed preview", `${memberId} ${moment}`);

/**
 * Creates the token that our own forms and links carry, so that the site fetches an address only if this member asked for it here: without
 * it, a link on any page, a comment's too, would make the site request what its author likes.
 */
export function createPreviewToken(memberId: number, now = Date.now()): string {
  const moment = now.toString(36);
  return `${moment}.${sign(memberId, moment)}`;
}

/** Whether a token is this member's and not older than a day. */
export function isPreviewToken(token: string, memberId: number, now = Date.now()): boolean {
  const [moment = "", signature = ""] = token.split(".");
  if (!/^[\da-z]{1,11}$/.test(moment) || !isSameSignature(signature, sign(memberId, moment))) return false;
  const age = now - Number.parseInt(moment, 36);
  return age >= 0 && age <= maxAgeMs;
}
