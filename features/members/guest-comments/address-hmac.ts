import { createHmac } from "node:crypto";
import { canonicalAddress } from "#lib/email-address.ts";
import { deriveKey, siteSecret } from "#lib/keyed-hash.ts";

let derived: { secret: string; key: Uint8Array } | undefined;

/** A short name of the present key, by which an import finds what was hashed with another one (a new AUTH_SECRET). */
export function guestKeyName(): string {
  return createHmac("sha256", addressKey()).update("the name of this key").digest("hex").slice(0, 8);
}

/** The key of this one purpose. Deriving it for each of a million comments would take longer than reading them. */
function addressKey(): Uint8Array {
  const secret = siteSecret();
  if (derived?.secret !== secret) derived = { secret, key: deriveKey("address of an imported comment's author") };
  return derived.key;
}

/**
 * The HMAC under which the author of an imported comment is found again: of the address in its canonical spelling, in
 * lower case. Undefined if the text is not the address of a mailbox. Addresses with another sub-address or other dots
 * are others: only the mailbox's own server knows whether they lead to the same one.
 */
export function hashGuestAddress(typed: string): string | undefined {
  const address = canonicalAddress(typed)?.toLowerCase();
  return address && createHmac("sha256", addressKey()).update(address).digest("base64url");
}
