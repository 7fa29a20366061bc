import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** AUTH_SECRET, which the first start creates or the operator sets. */
export function siteSecret(): string {
  const key = process.env.AUTH_SECRET;
  if (!key) throw new Error("AUTH_SECRET is not set: the start sets it.");
  return key;
}

/** Derives a key of 32 bytes for one purpose from AUTH_SECRET: no derived key reveals another. */
export function deriveKey(purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", siteSecret(), "", `vigie ${purpose}`, 32));
}

/** Signs a text for one purpose; base64url. */
export function signText(purpose: string, text: string): string {
  return createHmac("sha256", deriveKey(purpose)).update(text).digest("base64url");
}

/** Compares two signatures in constant time. */
export function isSameSignature(actual: string, expected: string): boolean {
  const [one, other] = [Buffer.from(actual), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
