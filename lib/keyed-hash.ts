import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** AUTH_SECRET, which the start makes or the operator gives. */
export function siteSecret(): string {
  const key = process.env.AUTH_SECRET;
  if (!key) throw new Error("AUTH_SECRET is not set: the start sets it.");
  return key;
}

/** A key of 32 bytes for one purpose, derived from AUTH_SECRET: who has one of them has none of the others. */
export function deriveKey(purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", siteSecret(), "", `vigie ${purpose}`, 32));
}

/** A mark that only this site can make, base64url. */
export function signText(purpose: string, text: string): string {
  return createHmac("sha256", deriveKey(purpose)).update(text).digest("base64url");
}

/** Whether a mark is the right one, in a time that does not say how much of it is. */
export function isSameSignature(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
