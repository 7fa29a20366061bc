import { hash } from "@node-rs/argon2";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, memberTotp } from "#db/schema.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { matchesPasswordHash, replaceImportedHash } from "../credentials/password-hash.ts";
import { isImportedHash } from "../credentials/wordpress-hash.ts";
import { signInMail } from "../mail/jobs.ts";

let dummyHash: Promise<string> | undefined;

/**
 * Verifies a member's password. An unknown address costs the same work as an account of this site, against a dummy hash. An imported hash
 * is replaced by ours as soon as it matches, and the owner gets the mail that confirms the address. Refused with `signIn.wrong`, or with
 * `signIn.busy` if an imported hash could not be checked.
 * @param mayWait whether an imported hash may wait for the password thread
 */
export async function verifyPassword(
  tx: Executor,
  email: string,
  password: string,
  { mayWait = true } = {},
): Promise<Result<{ memberId: number; secondStep: boolean }>> {
  const [member] = await tx
    .select({ id: members.id, passwordHash: members.passwordHash, totp: memberTotp.confirmedAt })
    .from(members)
    .leftJoin(memberTotp, eq(memberTotp.memberId, members.id))
    .where(and(sql`lower(${members.email}) = lower(${email})`, isNull(members.deletedAt)));
  dummyHash ??= hash("nobody's password");
  const dummy = await dummyHash;
  const stored = member?.passwordHash ?? dummy;
  if (!mayWait && isImportedHash(stored)) {
    await matchesPasswordHash(dummy, password);
    return refused("signIn.busy");
  }
  const matches = await matchesPasswordHash(stored, password);
  if (!matches.ok) return matches;
  if (!member?.passwordHash || !matches.value) return refused("signIn.wrong");
  // The first sign-in of an account that was imported: its address is still to be confirmed.
  if (await replaceImportedHash(tx, member.id, stored, password))
    await enqueue(tx, signInMail, { letter: "confirm", email, next: "/account" });
  return ok({ memberId: member.id, secondStep: member.totp !== null });
}
