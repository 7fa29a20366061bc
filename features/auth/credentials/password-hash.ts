import { hash, verify } from "@node-rs/argon2";
import { and, eq, isNotNull, notLike } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { importedHashCheck, isImportedHash, siteHashPrefix } from "./wordpress-hash.ts";

/** Checks of imported hashes that may wait for the password thread; then sign-ins are refused before their account is looked up. */
const maxWaiting = 20;
let waiting = 0;

/** Whether as many checks of imported hashes wait as may. */
export const isPasswordQueueFull = (): boolean => waiting >= maxWaiting;

/**
 * Checks a password against a member's stored hash: ours, or an imported one, which is checked in the password thread.
 * Refused with `signIn.busy` if too many of these wait.
 */
export async function matchesPasswordHash(stored: string, password: string): Promise<Result<boolean>> {
  if (!isImportedHash(stored)) return ok(await verify(stored, password));
  waiting += 1;
  try {
    const checked = await parseInWorker(importedHashCheck, { stored, password }, { client: "", field: "password" });
    return checked.ok ? checked : refused("signIn.busy");
  } finally {
    waiting -= 1;
  }
}

/**
 * Replaces an imported hash by ours, once its password is known. Does nothing for one of ours, or if the password
 * was changed meanwhile. Returns whether it was replaced, which happens once in an account's life.
 */
export async function replaceImportedHash(
  db: Executor,
  memberId: number,
  stored: string,
  password: string,
): Promise<boolean> {
  if (!isImportedHash(stored)) return false;
  const replaced = await db
    .update(members)
    .set({ passwordHash: await hash(password) })
    .where(and(eq(members.id, memberId), eq(members.passwordHash, stored)))
    .returning({ id: members.id });
  return replaced.length > 0;
}

/** How long an answer of `hasImportedHashes` is used (ms). */
const maxAgeMs = 60_000;
let answer: { at: number; exist: Promise<boolean> } | undefined;

/** Whether any member still has an imported hash. Reads the members at most once a minute. */
export function hasImportedHashes(db: Executor): Promise<boolean> {
  if (answer && Date.now() - answer.at < maxAgeMs) return answer.exist;
  const exist = readImportedHashes(db);
  answer = { at: Date.now(), exist };
  exist.catch(() => {
    answer = undefined;
  });
  return exist;
}

async function readImportedHashes(db: Executor): Promise<boolean> {
  const found = await db
    .select({ id: members.id })
    .from(members)
    .where(and(isNotNull(members.passwordHash), notLike(members.passwordHash, `${siteHashPrefix}%`)))
    .limit(1);
  return found.length > 0;
}
