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
import { log } from "#lib/log/log.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { consumeChallenge, createChallenge } from "../challenges.ts";
import { queueAccountMail } from "../mail/account-mail.ts";

/** The most passkeys of one member: more than anyone's devices and managers. */
export const maxPasskeys = 20;
/** The transports that the library knows; the browser may send any text. */
const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

/** The relying party of passkeys: the host of SITE_URL, at exactly that origin. */
function relyingParty() {
  const { hostname, origin } = new URL(env().SITE_URL);
  return { id: hostname, origin };
}

const decodeBase64Url = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));

/** Lists a member's passkeys, oldest first. */
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

/** Creates the options for registering a passkey: discoverable, and only one per password manager. */
export async function createRegistrationOptions(tx: Executor, member: { id: number; name: string; site: string }) {
  const [existing, [row]] = await Promise.all([
    tx
      .select({ id: passkeys.id, transports: passkeys.transports })
      .from(passkeys)
      .where(eq(passkeys.memberId, member.id)),
    tx.select({ email: members.email }).from(members).where(eq(members.id, member.id)),
  ]);
  const challenge = await createChallenge(tx, "passkeyAdd", member.id);
  return generateRegistrationOptions({
    rpName: member.site,
    rpID: relyingParty().id,
    userName: row?.email ?? member.name,
    userDisplayName: member.name,
    userID: new TextEncoder().encode(`member ${member.id}`),
    challenge: decodeBase64Url(challenge),
    attestationType: "none",
    excludeCredentials: existing.map((passkey) => ({
      id: passkey.id,
      transports: filterTransports(passkey.transports),
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
  });
}

/**
 * Stores a passkey that the browser created, and notifies the owner. Refused with `passkey.stale` (its challenge was already used or has
 * expired), `passkey.failed`, `passkey.known` or `passkey.tooMany`.
 */
export async function addPasskey(
  tx: Executor,
  memberId: number,
  { response, name }: { response: RegistrationResponseJSON; name: string },
): Promise<Result<undefined>> {
  const { id, origin } = relyingParty();
  let isChallengeValid = true;
  const checked = await verifyRegistrationResponse({
    response,
    expectedChallenge: async (challenge) => {
      isChallengeValid = (await consumeChallenge(tx, "passkeyAdd", challenge))?.memberId === memberId;
      return isChallengeValid;
    },
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: false,
  }).catch(logRefusedAnswer);
  if (!checked?.verified) return refused(isChallengeValid ? "passkey.failed" : "passkey.stale");
  const { credential } = checked.registrationInfo;
  return tx.transaction(async (inner) => {
    // One at a time per member, so that the limit holds.
    await inner.select({ id: members.id }).from(members).where(eq(members.id, memberId)).for("update");
    if ((await inner.$count(passkeys, eq(passkeys.memberId, memberId))) >= maxPasskeys)
      return refused("passkey.tooMany", undefined, { max: maxPasskeys });
    const inserted = await inner
      .insert(passkeys)
      .values({
        id: credential.id,
        memberId,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: filterTransports(credential.transports ?? []),
        name,
      })
      .onConflictDoNothing()
      .returning({ id: passkeys.id });
    if (inserted.length === 0) return refused("passkey.known");
    await queueAccountMail(inner, memberId, "passkeyAdded", { passkey: name });
    return ok(undefined);
  });
}

/** Creates the options for signing in with any passkey of this site. */
export async function createSignInOptions(tx: Executor) {
  const challenge = await createChallenge(tx, "passkeySignIn", null);
  return generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: decodeBase64Url(challenge),
    userVerification: "preferred",
  });
}

/**
 * Verifies a passkey's response and returns its member. `twoFactors`: the authenticator also verified the user (finger, face, PIN), so that
 * no code is needed. Refused with `passkey.unknown`, `passkey.stale` (as above), `passkey.copied` (its counter does not grow: the key was
 * cloned) or `passkey.failed`.
 */
export async function verifyPasskey(
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
  const { id, origin } = relyingParty();
  let isChallengeValid = true;
  const checked = await verifyAuthenticationResponse({
    response,
    expectedChallenge: async (challenge) => {
      isChallengeValid = (await consumeChallenge(tx, "passkeySignIn", challenge)) !== undefined;
      return isChallengeValid;
    },
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: false,
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(passkey.publicKey),
      // The row below decides about the counter, also for two concurrent responses.
      counter: 0,
      transports: filterTransports(passkey.transports),
    },
  }).catch(logRefusedAnswer);
  if (!checked?.verified) return refused(isChallengeValid ? "passkey.failed" : "passkey.stale");
  const { newCounter, userVerified } = checked.authenticationInfo;
  const counted = await tx
    .update(passkeys)
    .set({ counter: newCounter, lastUsedAt: sql`now()` })
    .where(
      and(
        eq(passkeys.id, passkey.id),
        // Many keys have no counter and always send 0.
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

/** Deletes a passkey of this member and notifies them; false if it is not theirs. */
export async function removePasskey(db: Executor, memberId: number, id: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [removed] = await tx
      .delete(passkeys)
      .where(and(eq(passkeys.id, id), eq(passkeys.memberId, memberId)))
      .returning({ name: passkeys.name });
    if (removed) await queueAccountMail(tx, memberId, "passkeyRemoved", { passkey: removed.name });
    return removed !== undefined;
  });
}

const filterTransports = (names: readonly string[]) => transports.filter((transport) => names.includes(transport));

/** The library throws on any fault in a response, whether an attack or a broken device; the log records which. */
function logRefusedAnswer(error: unknown): undefined {
  log.info({ err: error }, "A passkey's answer was refused.");
}
