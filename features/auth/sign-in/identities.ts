import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberIdentities, members } from "#db/schema.ts";
import { insertMember } from "#features/members/mutations.ts";
import { listStaffNames } from "#features/members/queries.ts";
import { findNameError } from "#features/members/reserved-names.ts";
import { translator } from "#i18n/translator.ts";
import { canonicalAddress } from "#lib/email-address.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { recordRegistrationNetwork } from "../registration/registration-network.ts";
import { revokeSessions } from "../sessions/mutations.ts";
import { revokeTokens } from "../tokens.ts";

/** A provider's profile of an account. */
interface ProviderProfile {
  email?: string | null;
  email_verified?: boolean | null;
  name?: string | null;
  login?: unknown;
}

/**
 * Finds the member of a provider's account: the linked one, else the one with the verified address, else a new one. The provider's
 * verification counts like a mailed link: an unconfirmed account is confirmed and the credentials of the person who registered it (password,
 * sessions) are revoked. Refused with `identity.noEmail` if the address is not verified, `identity.gone` for a deleted member.
 */
export async function findOrCreateMemberByIdentity(
  tx: Executor,
  provider: string,
  subject: string,
  profile: ProviderProfile | undefined,
  network = "unknown",
): Promise<Result<{ id: number }>> {
  const [linked] = await tx
    .select({ id: memberIdentities.memberId, deletedAt: members.deletedAt })
    .from(memberIdentities)
    .innerJoin(members, eq(members.id, memberIdentities.memberId))
    .where(and(eq(memberIdentities.provider, provider), eq(memberIdentities.subject, subject)));
  if (linked) return linked.deletedAt ? refused("identity.gone") : ok({ id: linked.id });
  const email = profile?.email_verified === true ? canonicalAddress(profile.email ?? "") : undefined;
  if (!email) return refused("identity.noEmail");
  return tx.transaction(async (inner) => {
    const created = await insertMember(inner, {
      email,
      name: await chooseName(inner, profile),
      role: "reader",
      passwordHash: null,
      confirmedAt: new Date(),
    });
    if (created) await recordRegistrationNetwork(inner, created.id, network);
    const id = created?.id ?? (await confirmProvenEmail(inner, email));
    if (id === undefined) return refused("identity.gone");
    await inner.insert(memberIdentities).values({ provider, subject, memberId: id }).onConflictDoNothing();
    return ok({ id });
  });
}

/** Chooses the member's name from the profile, validated like a typed one; never from the address, which is private. */
async function chooseName(tx: Executor, profile: ProviderProfile | undefined): Promise<string> {
  const staff = await listStaffNames(tx);
  for (const candidate of [profile?.name, profile?.login]) {
    const name = typeof candidate === "string" ? candidate.replace(/\s+/gu, " ").trim().slice(0, 80).trim() : "";
    if (name && !findNameError(name, staff)) return name;
  }
  return translator()("accounts.unnamed");
}

/** Finds the member with a verified address; confirms an unconfirmed account and revokes its password and sessions. */
async function confirmProvenEmail(tx: Executor, email: string): Promise<number | undefined> {
  const [member] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(sql`lower(${members.email}) = lower(${email})`, isNull(members.deletedAt)));
  if (!member) return undefined;
  const confirmedMembers = await tx
    .update(members)
    .set({ confirmedAt: sql`now()`, passwordHash: null, sessionVersion: sql`${members.sessionVersion} + 1` })
    .where(and(eq(members.id, member.id), isNull(members.confirmedAt)))
    .returning({ id: members.id });
  if (confirmedMembers.length > 0) {
    await revokeSessions(tx, member.id);
    await revokeTokens(tx, member.id, ["confirm", "magic", "reset", "changeEmail"]);
  }
  return member.id;
}
