import { isSameSignature, signText } from "#lib/keyed-hash.ts";
import { readTokenAge } from "#lib/token-age.ts";

/** How long a form or a link of this site may be used; after that the editor is asked to confirm the address. */
const maxAgeMs = 86_400_000;

const sign = (memberId: number, moment: string) => signText("feed preview", `${memberId} ${moment}`);

/**
 * Creates the token that this site's forms and links carry, so that an address is fetched only if this member asked for it here. Without it, a
 * link on any page, or in a comment, could make the site request an address that its author chose (cross-site request forgery).
 */
export function createPreviewToken(memberId: number, now = Date.now()): string {
  const moment = now.toString(36);
  return `${moment}.${sign(memberId, moment)}`;
}

/** Whether a token was created for this member within the last day. */
export function isPreviewToken(token: string, memberId: number, now = Date.now()): boolean {
  const [moment = "", signature = ""] = token.split(".");
  if (!/^[\da-z]{1,11}$/.test(moment) || !isSameSignature(signature, sign(memberId, moment))) return false;
  return readTokenAge(moment, maxAgeMs, now) !== undefined;
}
