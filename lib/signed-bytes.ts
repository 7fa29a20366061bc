import { createHmac, timingSafeEqual } from "node:crypto";

const macBytes = 16;

/** Puts an HMAC before bytes. Only a process with the same secret can make one, and it is valid for this name only. */
export function signBytes(secret: Uint8Array, name: string, bytes: Buffer): Buffer {
  return Buffer.concat([macOf(secret, name, bytes), bytes]);
}

/** Returns the bytes behind a valid HMAC; undefined if it was made with another secret or for another name. */
export function verifyBytes(secret: Uint8Array, name: string, signed: Buffer): Buffer | undefined {
  const bytes = signed.subarray(macBytes);
  if (signed.length < macBytes) return undefined;
  return timingSafeEqual(macOf(secret, name, bytes), signed.subarray(0, macBytes)) ? bytes : undefined;
}

const macOf = (secret: Uint8Array, name: string, bytes: Buffer) =>
  createHmac("sha256", secret).update(`${name.length}:${name}`).update(bytes).digest().subarray(0, macBytes);
