import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberIdentities, members } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { insertMember } from "../mutations.ts";

/**
 * The member behind an account elsewhere: the linked one, else a new one with the address that the provider vouches for.
 * An address that already has an account here is not taken over: its owner signs in and links (`identity.emailTaken`).
 * Refused with `identity.noEmail` when the provider gives no verified address.
 */
export async function memberOfIdentity(
  tx: Executor,
  provider: string,
  subject: string,
  profile: { email?: string | null; email_verified?: boolean | null; name?: string | null } | undefined,
): Promise<Result<{ id: number }>> {
  const [linked] = await tx
    .select({ id: memberIdentities.memberId })
    .from(memberIdentities)
    .where(and(eq(memberIdentities.provider, provider), eq(memberIdentities.subject, subject)));
  if (linked) return ok(linked);
  // GitHub's profile has no flag; its provider asks for the account's primary address, which GitHub lets nobody sign in with unverified.
  const email = profile?.email_verified === false ? undefined : profile?.email?.trim();
  if (!email) return refused("identity.noEmail");
  return tx.transaction(async (inner) => {
    const [taken] = await inner
      .select({ id: members.id })
      .from(members)
      .where(sql`lower(${members.email}) = lower(${email})`);
    if (taken) return refused("identity.emailTaken");
    const member = await insertMember(inner, {
      email,
      name: profile?.name?.trim() || email.split("@")[0] || email,
      role: "reader",
      passwordHash: null,
      confirmedAt: new Date(),
    });
    if (!member) return refused("identity.emailTaken");
    await inner.insert(memberIdentities).values({ provider, subject, memberId: member.id });
    return ok({ id: member.id });
  });
}
