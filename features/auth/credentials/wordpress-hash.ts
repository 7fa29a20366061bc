import { createHmac, hash as digest, timingSafeEqual } from "node:crypto";
import { parseOptions, verifySync } from "@node-rs/argon2";
import bcrypt from "bcryptjs";
import type { Parser } from "#lib/parsing/parse-in-worker.ts";

/** WordPress writes 13 (8,192 rounds of MD5); the form allows 30, which takes half an hour. */
const maxPhpassLog2 = 18;
/** PHP's default is 10, from PHP 8.4 on 12; the form allows 31, which takes days. */
const maxBcryptCost = 12;
/** A plugin's Argon2: these are PHP's defaults (KiB of memory, passes, threads). */
const maxArgon2 = { m: 65_536, t: 4, p: 1 };
/** How hashes of this site begin: the default parameters of `@node-rs/argon2`, with which all passwords are hashed here. */
export const siteHashPrefix = "$argon2id$v=19$m=19456,t=2,p=1$";

const phpassAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const phpassShape = /^\$[PH]\$([./0-9A-Za-z])[./0-9A-Za-z]{30}$/;
const bcryptShape = /^(?:\$wp)?\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const md5Shape = /^[0-9a-f]{32}$/i;
const argon2Shape =
  /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$[A-Za-z0-9+/]{11,128}\$[A-Za-z0-9+/]{11,128}$/;

/**
 * Whether a stored hash came from another system, so that only the password thread checks it. Argon2 with other
 * parameters than ours did, too: it may need much more memory and time.
 */
export const isImportedHash = (stored: string): boolean => !stored.startsWith(siteHashPrefix);

/** Why a hash cannot be stored: checking it takes seconds or much memory, or its form is unknown. */
export type HashProblem = "costly" | "unknown";

/**
 * Finds why a hash from another system cannot be stored; undefined if it can. Known forms: phpass (`$P$`, `$H$`),
 * bcrypt (`$2y$`), bcrypt of an HMAC (`$wp$2y$`, WordPress 6.8), MD5 in hexadecimal, Argon2id.
 */
export function findHashProblem(stored: string): HashProblem | undefined {
  const phpass = phpassShape.exec(stored)?.[1];
  if (phpass !== undefined) {
    const log2 = phpassAlphabet.indexOf(phpass);
    if (log2 < 7) return "unknown";
    return log2 <= maxPhpassLog2 ? undefined : "costly";
  }
  const cost = bcryptShape.exec(stored)?.[1];
  if (cost !== undefined) {
    if (Number(cost) < 4) return "unknown";
    return Number(cost) <= maxBcryptCost ? undefined : "costly";
  }
  const argon2 = argon2Shape.exec(stored);
  if (argon2) {
    const [m = 0, t = 0, p = 0] = argon2.slice(1).map(Number);
    if (t < 1 || p < 1 || m < 8 * p || !isDecodable(stored)) return "unknown";
    return m <= maxArgon2.m && t <= maxArgon2.t && p <= maxArgon2.p ? undefined : "costly";
  }
  return md5Shape.test(stored) ? undefined : "unknown";
}

/** Whether salt and hash of an Argon2 hash are valid base 64: a sign-in would fail with an error otherwise. */
function isDecodable(argon2: string): boolean {
  try {
    parseOptions(argon2);
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks a password against a hash of WordPress, in the one spelling that signed in there: without the space around it
 * and with a backslash before quotes and backslashes, as `wp_magic_quotes` adds them to every form (`wp_signon`,
 * `edit_user` and `wp-login.php` use the field as it is). Takes up to a second, so it is for the password thread
 * (`importedHashCheck`).
 */
export function matchesImportedHash({ stored, password }: { stored: string; password: string }): boolean {
  if (findHashProblem(stored) !== undefined) return false;
  return matches(stored, password.trim().replace(/[\\'"]/g, "\\$&"));
}

function matches(stored: string, password: string): boolean {
  if (stored.startsWith("$wp")) {
    const keyed = createHmac("sha384", "wp-sha384").update(password).digest("base64");
    return bcrypt.compareSync(keyed, stored.slice(3));
  }
  if (stored.startsWith("$argon2")) return verifySync(stored, password);
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

/** The check in a thread of its own, one at a time: a costly hash never delays other work of the process. */
export const importedHashCheck: Parser<{ stored: string; password: string }, boolean> = {
  queue: "passwords",
  name: "matchesImportedHash",
  read: matchesImportedHash,
};
