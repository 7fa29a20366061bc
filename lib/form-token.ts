import { createHmac } from "node:crypto";
import { isSameSignature, siteSecret } from "./keyed-hash.ts";

/** A stamp older than this (ms) is a form that was open for a day, or one that was collected; `most` where a form takes longer to fill in. */
const maxAgeMs = 86_400_000;

const sign = (moment: string) => createHmac("sha256", siteSecret()).update(`form opened ${moment}`).digest("base64url");

/** When a form was opened, in words that only this site can write. */
export function createFormToken(now = Date.now()): string {
  const moment = now.toString(36);
  return `${moment}.${sign(moment)}`;
}

/** For how long (ms) a form has been open; undefined if the stamp is missing, not ours or too old. */
export function readFormAge(stamp: string, now = Date.now(), most = maxAgeMs): number | undefined {
  const [moment = "", mark = ""] = stamp.split(".");
  if (!isSameSignature(mark, sign(moment))) return undefined;
  const age = now - Number.parseInt(moment, 36);
  return age >= 0 && age <= most ? age : undefined;
}
