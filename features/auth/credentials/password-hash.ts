import { hash, verify } from "@node-rs/argon2";
import { and, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isWordPressHash, wordPressHashCheck } from "./wordpress-hash.ts";

/**
 * Checks a password against a member's stored hash: ours (Argon2id), or one that came from WordPress, which is checked
 * in a thread of its own. Refused with `signIn.busy` if too many of these wait.
 * @param account whose it is: of one, two checks may wait
 */
export async function matchesPasswordHash(stored: string, password: string, account: string): Promise<Result<boolean>> {
  if (!isWordPressHash(stored)) return ok(await verify(stored, password));
  const checked = await parseInWorker(wordPressHashCheck, { stored, password }, { client: account, field: "password" });
  return checked.ok ? checked : refused("signIn.busy");
}

/**
 * Replaces a hash from WordPress by ours, once its password is known. Does nothing for one of ours, or if the password
 * was changed meanwhile. Returns whether it was replaced, which happens once in an account's life.
 */
export async function replaceWordPressHash(
  db: Executor,
  memberId: number,
  stored: string,
  password: string,
): Promise<boolean> {
  if (!isWordPressHash(stored)) return false;
  const replaced = await db
    .update(members)
    .set({ passwordHash: await hash(password) })
    .where(and(eq(members.id, memberId), eq(members.passwordHash, stored)))
    .returning({ id: members.id });
  return replaced.length > 0;
}
