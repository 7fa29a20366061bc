import { createHmac, hash as digest, timingSafeEqual } from "node:crypto";
import bcrypt from "bcryptjs";
import type { Parser } from "#lib/parsing/parse-in-worker.ts";

/** WordPress writes 13 (8,192 rounds of MD5); the form allows 30, which takes half an hour. */
const maxPhpassLog2 = 18;
/** PHP's default is 10, from PHP 8.4 on 12; the form allows 31, which takes days. */
const maxBcryptCost = 14;
/** A plugin's Argon2: PHP's defaults are 64 MB, 4 passes and 1 thread. */
const maxArgon2 = { m: 131_072, t: 8, p: 4 };

const phpassAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const phpassShape = /^\$[PH]\$([./0-9A-Za-z])[./0-9A-Za-z]{30}$/;
const bcryptShape = /^(?:\$wp)?\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const md5Shape = /^[0-9a-f]{32}$/i;
const argon2Shape =
  /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$[A-Za-z0-9+/]{11,128}\$[A-Za-z0-9+/]{11,128}$/;

/** Whether a stored hash is one of WordPress's, which this module checks. Ours begin with `$argon2`. */
export const isWordPressHash = (stored: string): boolean => !stored.startsWith("$argon2");

/**
 * Whether a hash from another system may be stored: it has a form that can be checked, at a bounded cost. phpass
 * (`$P$`, `$H$`), bcrypt (`$2y$`), bcrypt of an HMAC (`$wp$2y$`, WordPress 6.8), MD5 in hexadecimal, Argon2id.
 */
export function isCheckableHash(stored: string): boolean {
  const phpass = phpassShape.exec(stored)?.[1];
  if (phpass !== undefined) {
    const log2 = phpassAlphabet.indexOf(phpass);
    return log2 >= 7 && log2 <= maxPhpassLog2;
  }
  const cost = bcryptShape.exec(stored)?.[1];
  if (cost !== undefined) return Number(cost) >= 4 && Number(cost) <= maxBcryptCost;
  const argon2 = argon2Shape.exec(stored);
  if (argon2) {
    const [m = 0, t = 0, p = 0] = argon2.slice(1).map(Number);
    return m <= maxArgon2.m && t >= 1 && t <= maxArgon2.t && p >= 1 && p <= maxArgon2.p && m >= 8 * p;
  }
  return md5Shape.test(stored);
}

/**
 * Checks a password against a hash of WordPress. It hashed what was typed without the space around it and, where its
 * forms were used, with a backslash before quotes and backslashes: both are tried. Takes up to a few seconds, so it is
 * for a parser thread (`wordPressHashCheck`).
 */
export function matchesWordPressHash({ stored, password }: { stored: string; password: string }): boolean {
  if (!isCheckableHash(stored) || !isWordPressHash(stored)) return false;
  const typed = password.trim();
  const slashed = typed.replace(/[\\'"]/g, "\\$&");
  return [...new Set([typed, slashed])].some((spelling) => matches(stored, spelling));
}

function matches(stored: string, password: string): boolean {
  if (stored.startsWith("$wp")) {
    const keyed = createHmac("sha384", "wp-sha384").update(password).digest("base64");
    return bcrypt.compareSync(keyed, stored.slice(3));
  }
  if (stored.startsWith("$2")) return bcrypt.compareSync(password, stored);
  if (stored.startsWith("$")) return isSame(phpass(stored, password), stored);
  return isSame(digest("md5", password, "hex"), stored.toLowerCase());
}

/** phpass's "portable" hash: MD5 in a loop, with the salt in the first round. */
function phpass(stored: string, password: string): string {
  const typed = Buffer.from(password);
  let rounds = 2 ** phpassAlphabet.indexOf(stored.charAt(3));
  let sum = digest("md5", Buffer.concat([Buffer.from(stored.slice(4, 12)), typed]), "buffer");
  for (; rounds > 0; rounds -= 1) sum = digest("md5", Buffer.concat([sum, typed]), "buffer");
  return stored.slice(0, 12) + encodePhpass(sum);
}

/** phpass's base 64: three bytes are four digits, the least significant first. */
function encodePhpass(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two = 0, three = 0] = bytes.subarray(at, at + 3);
    const value = one | (two << 8) | (three << 16);
    const digits = Math.min(bytes.length - at, 3) + 1;
    for (let digit = 0; digit < digits; digit += 1) text += phpassAlphabet.charAt((value >> (6 * digit)) & 63);
  }
  return text;
}

function isSame(actual: string, expected: string): boolean {
  const [one, other] = [Buffer.from(actual), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The check in a thread of its own: a costly hash never delays the sign-ins of others. */
export const wordPressHashCheck: Parser<{ stored: string; password: string }, boolean> = {
  queue: "passwords",
  name: "matchesWordPressHash",
  read: matchesWordPressHash,
};
