import { createHmac } from "node:crypto";
import { isSameSignature, siteSecret } from "./keyed-hash.ts";
import { readTokenAge } from "./token-age.ts";

/**
 * An older token (ms) belongs to a form that was open for a day, or was harvested; pass `maxMs` where a form takes
 * longer to fill in.
 */
const maxAgeMs = 86_400_000;

const sign = (moment: string) => createHmac("sha256", siteSecret()).update(`form opened ${moment}`).digest("base64url");

/** Creates a signed token of the time at which a form was opened. */
export function createFormToken(now = Date.now()): string {
  const moment = now.toString(36);
  return `${moment}.${sign(moment)}`;
}

/** How long (ms) a form has been open; undefined if the token is missing, not ours or too old. */
export function readFormAge(token: string, now = Date.now(), maxMs = maxAgeMs): number | undefined {
  const [moment = "", mark = ""] = token.split(".");
  if (!isSameSignature(mark, sign(moment))) return undefined;
  return readTokenAge(moment, maxMs, now);
}
