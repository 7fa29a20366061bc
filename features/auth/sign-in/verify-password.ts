import { hash, verify } from "@node-rs/argon2";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, memberTotp } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";

let dummyHash: Promise<string> | undefined;

/**
 * Verifies a member's password. An unknown address costs the same work against a dummy hash, so that timing reveals nothing. Refused with
 * `signIn.wrong` for any reason.
 */
export async function verifyPassword(
  tx: Executor,
  email: string,
  password: string,
): Promise<Result<{ memberId: number; secondStep: boolean }>> {
  const [member] = await tx
    .select({ id: members.id, passwordHash: members.passwordHash, totp: memberTotp.confirmedAt })
    .from(members)
    .leftJoin(memberTotp, eq(memberTotp.memberId, members.id))
    .where(and(sql`lower(${members.email}) = lower(${email})`, isNull(members.deletedAt)));
  dummyHash ??= hash("nobody's password");
  const matches = await verify(member?.passwordHash ?? (await dummyHash), password);
  if (!member?.passwordHash || !matches) return refused("signIn.wrong");
  return ok({ memberId: member.id, secondStep: member.totp !== null });
}
