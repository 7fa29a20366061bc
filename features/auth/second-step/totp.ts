import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { deriveKey } from "#lib/keyed-hash.ts";

/** The parameters that every authenticator app supports (RFC 6238): SHA-1, six digits, half a minute. */
const periodSeconds = 30;

/** Returns a new secret of 160 bits, base32. */
export const generateSecret = (): string => new Secret({ size: 20 }).base32;

/** Returns the URI that the QR code carries to the app. */
export function totpUri(secret: string, site: string, account: string): string {
  return new TOTP({ issuer: site, label: account, secret, period: periodSeconds }).toString();
}

/** Returns the time step of a code, at most one before or after now (clocks differ); undefined for a wrong code. */
export function matchTimeStep(secret: string, code: string, now = Date.now()): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = new TOTP({ secret, period: periodSeconds }).validate({ token: code, window: 1, timestamp: now });
  return delta === null ? undefined : Math.floor(now / 1000 / periodSeconds) + delta;
}

/** Encrypts a secret for storage: AES-256-GCM, bound to its member, so that a row copied to another member is useless. */
export function encryptSecret(secret: string, memberId: number): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deriveKey("totp"), nonce).setAAD(Buffer.from(String(memberId)));
  const ciphertext = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return [nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url")).join(".");
}

/** Decrypts a stored secret; undefined if it belongs to another member or was encrypted with another AUTH_SECRET. */
export function decryptSecret(stored: string, memberId: number): string | undefined {
  const [nonce, ciphertext, tag] = stored.split(".").map((part) => Buffer.from(part, "base64url"));
  if (nonce?.length !== 12 || !ciphertext || tag?.length !== 16) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", deriveKey("totp"), nonce)
    .setAAD(Buffer.from(String(memberId)))
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
