import { createHash, randomBytes } from "node:crypto";

/** A secret of 256 bits for a link or a cookie. Only its hash is stored. */
export function createSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a secret. A fast hash is enough: nobody guesses 256 random bits. */
export function hashSecret(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}
