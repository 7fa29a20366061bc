import { createHmac, timingSafeEqual } from "node:crypto";

const macBytes = 16;

/** Puts a code before bytes, by which only processes with the same secret know that they are of this name. */
export function sealBytes(secret: Uint8Array, name: string, bytes: Buffer): Buffer {
  return Buffer.concat([codeOf(secret, name, bytes), bytes]);
}

/** Returns the bytes; undefined if somebody else made them, or under another name. */
export function openBytes(secret: Uint8Array, name: string, sealed: Buffer): Buffer | undefined {
  const bytes = sealed.subarray(macBytes);
  if (sealed.length < macBytes) return undefined;
  return timingSafeEqual(codeOf(secret, name, bytes), sealed.subarray(0, macBytes)) ? bytes : undefined;
}

const codeOf = (secret: Uint8Array, name: string, bytes: Buffer) =>
  createHmac("sha256", secret).update(`${name.length}:${name}`).update(bytes).digest().subarray(0, macBytes);
