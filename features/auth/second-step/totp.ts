import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { deriveKey } from "#lib/keyed-hash.ts";

/** What every authenticator app understands (RFC 6238): SHA-1, six digits, half a minute. */
const periodSeconds = 30;

/** A new secret of 160 bits, base32. */
export const generateSecret = (): string => new Secret({ size: 20 }).base32;

/** What a QR code carries to the app. */
export function totpUri(secret: string, site: string, account: string): string {
  return new TOTP({ issuer: site, label: account, secret, period: periodSeconds }).toString();
}

/** The time step that a code belongs to, one before or after now included (clocks differ); undefined for a wrong code. */
export function matchTimeStep(secret: string, code: string, now = Date.now()): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = new TOTP({ secret, period: periodSeconds }).validate({ token: code, window: 1, timestamp: now });
  return delta === null ? undefined : Math.floor(now / 1000 / periodSeconds) + delta;
}

/** A secret as it is stored: AES-256-GCM, bound to its member, so that a row copied to another member opens nothing. */
export function encryptSecret(secret: string, memberId: number): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deriveKey("totp"), nonce).setAAD(Buffer.from(String(memberId)));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString("base64url")).join(".");
}

/** The secret behind what is stored; undefined if it was sealed for another member or with another AUTH_SECRET. */
export function decryptSecret(stored: string, memberId: number): string | undefined {
  const [nonce, sealed, tag] = stored.split(".").map((part) => Buffer.from(part, "base64url"));
  if (nonce?.length !== 12 || !sealed || tag?.length !== 16) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", deriveKey("totp"), nonce)
    .setAAD(Buffer.from(String(memberId)))
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
