import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { and, asc, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, passkeys } from "#db/schema.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { tellOwner } from "../account/jobs.ts";
import { openStep, takeStep } from "../sign-in/steps.ts";

/** Devices and managers that one person has; beyond it something is wrong. */
export const mostPasskeys = 20;
/** What the browser may answer, by the library's names: any text, which it knows again. */
const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

/** Whom a passkey belongs to: the host of SITE_URL, asked for at exactly that origin. */
function party() {
  const { hostname, origin } = new URL(env().SITE_URL);
  return { id: hostname, origin };
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));

/** A member's passkeys, the eldest first. */
export function listPasskeys(tx: Executor, memberId: number) {
  return tx
    .select({
      id: passkeys.id,
      name: passkeys.name,
      createdAt: passkeys.createdAt,
      lastUsedAt: passkeys.lastUsedAt,
    })
    .from(passkeys)
    .where(eq(passkeys.memberId, memberId))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id));
}

/** What the browser needs to make a passkey for a member: discoverable, and not twice in one manager. */
export async function beginPasskey(tx: Executor, member: { id: number; name: string; site: string }) {
  const [own, [row]] = await Promise.all([
    tx
      .select({ id: passkeys.id, transports: passkeys.transports })
      .from(passkeys)
      .where(eq(passkeys.memberId, member.id)),
    tx.select({ email: members.email }).from(members).where(eq(members.id, member.id)),
  ]);
  const challenge = await openStep(tx, "passkeyAdd", member.id);
  return generateRegistrationOptions({
    rpName: member.site,
    rpID: party().id,
    userName: row?.email ?? member.name,
    userDisplayName: member.name,
    userID: new TextEncoder().encode(`member ${member.id}`),
    challenge: bytesOf(challenge),
    attestationType: "none",
    excludeCredentials: own.map((one) => ({ id: one.id, transports: known(one.transports) })),
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
  });
}

/**
 * Keeps a passkey that the browser made, and tells the owner. Refused with `passkey.stale` (its challenge was answered already, or waited too
 * long), `passkey.failed`, `passkey.known` or `passkey.tooMany`.
 */
export async function addPasskey(
  tx: Executor,
  memberId: number,
  { response, name }: { response: RegistrationResponseJSON; name: string },
): Promise<Result<undefined>> {
  const { id, origin } = party();
  let awaited = true;
  const checked = await verifyRegistrationResponse({
    response,
    expectedChallenge: async (challenge) => {
      awaited = (await takeStep(tx, "passkeyAdd", challenge))?.memberId === memberId;
      return awaited;
    },
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: false,
  }).catch(said);
  if (!checked?.verified) return refused(awaited ? "passkey.failed" : "passkey.stale");
  const { credential } = checked.registrationInfo;
  return tx.transaction(async (inner) => {
    // One at a time per member, so that the limit holds.
    await inner.select({ id: members.id }).from(members).where(eq(members.id, memberId)).for("update");
    if ((await inner.$count(passkeys, eq(passkeys.memberId, memberId))) >= mostPasskeys)
      return refused("passkey.tooMany", undefined, { most: mostPasskeys });
    const kept = await inner
      .insert(passkeys)
      .values({
        id: credential.id,
        memberId,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: known(credential.transports ?? []),
        name,
      })
      .onConflictDoNothing()
      .returning({ id: passkeys.id });
    if (kept.length === 0) return refused("passkey.known");
    await tellOwner(inner, memberId, "passkeyAdded", { passkey: name });
    return ok(undefined);
  });
}

/** What the browser needs to sign in with whichever passkey of this site its owner chooses. */
export async function beginPasskeySignIn(tx: Executor) {
  const challenge = await openStep(tx, "passkeySignIn", null);
  return generateAuthenticationOptions({
    rpID: party().id,
    challenge: bytesOf(challenge),
    userVerification: "preferred",
  });
}

/**
 * Whose passkey answered. `twoFactors`: its owner was recognised too (finger, face, PIN), so that no code is needed besides.
 * Refused with `passkey.unknown`, `passkey.stale` (as above), `passkey.copied` (its counter does not grow: somebody else has a copy of the
 * key) or `passkey.failed`.
 */
export async function acceptPasskey(
  tx: Executor,
  response: AuthenticationResponseJSON,
): Promise<Result<{ memberId: number; twoFactors: boolean }>> {
  const [passkey] = await tx
    .select({
      id: passkeys.id,
      memberId: passkeys.memberId,
      publicKey: passkeys.publicKey,
      transports: passkeys.transports,
    })
    .from(passkeys)
    .innerJoin(members, and(eq(members.id, passkeys.memberId), isNull(members.deletedAt)))
    .where(eq(passkeys.id, response.id));
  if (!passkey) return refused("passkey.unknown");
  const { id, origin } = party();
  let awaited = true;
  const checked = await verifyAuthenticationResponse({
    response,
    expectedChallenge: async (challenge) => {
      awaited = (await takeStep(tx, "passkeySignIn", challenge)) !== undefined;
      return awaited;
    },
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: false,
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(passkey.publicKey),
      // The row below decides about the counter, also between two answers at once.
      counter: 0,
      transports: known(passkey.transports),
    },
  }).catch(said);
  if (!checked?.verified) return refused(awaited ? "passkey.failed" : "passkey.stale");
  const { newCounter, userVerified } = checked.authenticationInfo;
  const counted = await tx
    .update(passkeys)
    .set({ counter: newCounter, lastUsedAt: sql`now()` })
    .where(
      and(
        eq(passkeys.id, passkey.id),
        // Many keys do not count at all and always say 0.
        or(lt(passkeys.counter, newCounter), and(eq(passkeys.counter, 0), eq(passkeys.counter, newCounter))),
      ),
    )
    .returning({ id: passkeys.id });
  if (counted.length === 0) {
    log.warn({ member: passkey.memberId, newCounter }, "A passkey's counter did not grow: there may be a copy of it.");
    return refused("passkey.copied");
  }
  return ok({ memberId: passkey.memberId, twoFactors: userVerified });
}

/** Forgets one passkey of this member, and tells them; false when it is not theirs. */
export async function removePasskey(db: Executor, memberId: number, id: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [gone] = await tx
      .delete(passkeys)
      .where(and(eq(passkeys.id, id), eq(passkeys.memberId, memberId)))
      .returning({ name: passkeys.name });
    if (gone) await tellOwner(tx, memberId, "passkeyRemoved", { passkey: gone.name });
    return gone !== undefined;
  });
}

const known = (given: readonly string[]) => transports.filter((one) => given.includes(one));

/** The library throws whatever is wrong with an answer: an attempt, or a broken device; the log keeps which. */
function said(error: unknown): undefined {
  log.info({ err: error }, "A passkey's answer was refused.");
}
