import { randomUUID } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { members } from "#db/schema/members.ts";
import { insertMember } from "#features/members/mutations.ts";
import { listStaffNames } from "#features/members/queries.ts";
import { findNameError } from "#features/members/reserved-names.ts";
import { passwordLengths } from "#features/members/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { consumeSignInMailLimit } from "#lib/mail/mail-limit.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isImportedHash } from "../credentials/wordpress-hash.ts";
import { signInMail } from "../mail/jobs.ts";
import type { SignInMailTemplate } from "../mail/sign-in-mail-templates.ts";
import { revokeSessions } from "../sessions/mutations.ts";
import { consumeToken, findToken, findTokenOwner, revokeTokens } from "../tokens.ts";
import { isDisposableEmail } from "./disposable-email.ts";
import { isGuessable } from "./password-strength.ts";
import { recordRegistrationNetwork } from "./registration-network.ts";

/** Validates a registration; each message is shown beside its field. */
export async function validateRegistration(
  tx: Executor,
  input: { email: string; name: string; password: string },
): Promise<Result<undefined>> {
  const [staff, settings] = await Promise.all([listStaffNames(tx), readSettings(tx)]);
  const wrongName = findNameError(input.name, staff);
  const fields: Record<string, string> = {};
  if (wrongName) fields.name = wrongName;
  if (await isDisposableEmail(input.email)) fields.email = "email.disposable";
  if (await isGuessable(input.password, [input.name, input.email, settings["site.name"]]))
    fields.password = "password.guessable";
  return Object.keys(fields).length > 0 ? refused("form.invalid", fields, passwordLengths) : ok(undefined);
}

/**
 * Creates an unconfirmed account and queues a mail to its owner; for an address with an account only the mail, which then says so. Both do
 * the same work and return the same, so that the response does not reveal who is a member. If an address is registered twice with different passwords
 * before it is confirmed, its owner is unknown: no password signs in then, only the mailed link.
 * Stores the network only as a salted hash (`recordRegistrationNetwork`).
 */
export async function registerMember(
  db: Executor,
  input: { email: string; name: string; password: string; next: string; network?: string },
): Promise<Result<undefined>> {
  const validated = await validateRegistration(db, input);
  if (!validated.ok) return validated;
  const { email, name, next } = input;
  const passwordHash = await hash(input.password);
  const known = await findPasswordHash(db, email);
  // Runs for a new address too, so that timing reveals nothing.
  const passwordMatches = await verify(known ?? passwordHash, input.password);
  // Counted before the transaction: the counter needs a connection of its own, for which transactions that hold all of them would wait.
  const isWithinLimit = await consumeSignInMailLimit(email);
  await db.transaction(async (tx) => {
    const created = await insertMember(tx, { email, name, role: "reader", passwordHash, confirmedAt: null });
    if (created && input.network) await recordRegistrationNetwork(tx, created.id, input.network);
    if (!created) {
      // If the form was sent twice at once, the account did not exist a moment ago.
      const currentHash = known ?? (await findPasswordHash(tx, email));
      const isSamePassword = known
        ? passwordMatches
        : currentHash !== null && (await verify(currentHash, input.password));
      if (!isSamePassword) await revokeUnconfirmedCredentials(tx, email);
    }
    if (isWithinLimit) await enqueue(tx, signInMail, { letter: "registration", email, next });
  });
  return ok(undefined);
}

async function findPasswordHash(tx: Executor, email: string): Promise<string | null> {
  const [member] = await tx
    .select({ hash: members.passwordHash })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${email})`);
  // An imported one is not checked here: nobody knows whether its owner owned the address. It counts as another password.
  return member?.hash && isImportedHash(member.hash) ? await unknownHash() : (member?.hash ?? null);
}

let noPassword: Promise<string> | undefined;

/** A hash that no password matches. */
function unknownHash(): Promise<string> {
  noPassword ??= hash(randomUUID());
  return noPassword;
}

/** Revokes the credentials of an unconfirmed account: its creator may not own the address. */
async function revokeUnconfirmedCredentials(tx: Executor, email: string): Promise<void> {
  const [member] = await tx
    .update(members)
    .set({ passwordHash: null, sessionVersion: sql`${members.sessionVersion} + 1` })
    .where(and(sql`lower(${members.email}) = lower(${email})`, isNull(members.confirmedAt)))
    .returning({ id: members.id });
  if (!member) return;
  await revokeSessions(tx, member.id);
  await revokeTokens(tx, member.id, ["changeEmail"]);
}

/**
 * Queues a mail to the owner of an address, if it has an account; does nothing beyond the mailbox's limit. Not for a transaction: the
 * counter needs a connection of its own.
 */
export async function queueSignInMail(
  db: Database,
  template: SignInMailTemplate,
  email: string,
  next: string,
): Promise<void> {
  if (!(await consumeSignInMailLimit(email))) return;
  await enqueue(db, signInMail, { letter: template, email, next });
}

/**
 * Confirms the address behind a mailed link; returns whether the account has a password. Of two concurrent calls one succeeds. Refused with
 * `link.spent`, or `link.confirmed` if the address is confirmed already.
 */
export async function confirmEmail(
  db: Executor,
  token: string,
): Promise<Result<{ memberId: number; hasPassword: boolean; next: string }>> {
  return db.transaction(async (tx) => {
    const consumed = await consumeToken(tx, "confirm", token);
    if (!consumed) return refused((await isTokenOwnerConfirmed(tx, token)) ? "link.confirmed" : "link.spent");
    const [member] = await tx
      .update(members)
      .set({ confirmedAt: sql`coalesce(${members.confirmedAt}, now())` })
      .where(eq(members.id, consumed.memberId))
      .returning({ hash: members.passwordHash });
    return ok({ memberId: consumed.memberId, hasPassword: Boolean(member?.hash), next: consumed.payload });
  });
}

/** Whether the owner of a used link is confirmed: the button was pressed twice, or a mail program followed the link first. */
async function isTokenOwnerConfirmed(tx: Executor, token: string): Promise<boolean> {
  const owner = await findTokenOwner(tx, "confirm", token);
  if (owner === undefined) return false;
  const [member] = await tx.select({ at: members.confirmedAt }).from(members).where(eq(members.id, owner));
  return Boolean(member?.at);
}

/**
 * Consumes a sign-in link. It verifies the address: an unconfirmed account is confirmed, and the credentials set by its creator (password, sessions)
 * are revoked.
 */
export async function consumeMagicLink(
  db: Executor,
  token: string,
): Promise<Result<{ memberId: number; next: string }>> {
  return db.transaction(async (tx) => {
    const consumed = await consumeToken(tx, "magic", token);
    if (!consumed) return refused("link.spent");
    const { memberId } = consumed;
    const confirmedMembers = await tx
      .update(members)
      .set({ confirmedAt: sql`now()`, passwordHash: null })
      .where(and(eq(members.id, memberId), isNull(members.confirmedAt)))
      .returning({ id: members.id });
    if (confirmedMembers.length > 0) {
      await revokeSessions(tx, memberId);
      await revokeTokens(tx, memberId, ["confirm", "reset", "changeEmail"]);
    }
    return ok({ memberId, next: consumed.payload });
  });
}

/** Lists words about the member behind a reset link that an attacker would guess; undefined if the link is not valid. */
async function listGuessableWords(db: Executor, token: string): Promise<string[] | undefined> {
  const valid = await findToken(db, "reset", token);
  if (!valid) return undefined;
  const [[member], settings] = await Promise.all([
    db
      .select({ name: members.name, handle: members.handle, email: members.email })
      .from(members)
      .where(eq(members.id, valid.memberId)),
    readSettings(db),
  ]);
  return [member?.name, member?.handle, member?.email, settings["site.name"]].filter(
    (word) => typeof word === "string",
  );
}

/**
 * Sets the password behind a reset link, confirms the address that it verifies, and revokes all sessions. Consumes the link only on
 * success.
 */
export async function resetPassword(
  db: Executor,
  input: { token: string; password: string },
): Promise<Result<{ memberId: number; next: string }>> {
  const known = await listGuessableWords(db, input.token);
  if (!known) return refused("link.spent");
  if (await isGuessable(input.password, known))
    return refused("form.invalid", { password: "password.guessable" }, passwordLengths);
  const passwordHash = await hash(input.password);
  return db.transaction(async (tx) => {
    const consumed = await consumeToken(tx, "reset", input.token);
    if (!consumed) return refused("link.spent");
    const { memberId } = consumed;
    await tx
      .update(members)
      .set({
        passwordHash,
        confirmedAt: sql`coalesce(${members.confirmedAt}, now())`,
        sessionVersion: sql`${members.sessionVersion} + 1`,
      })
      .where(eq(members.id, memberId));
    await revokeSessions(tx, memberId);
    await revokeTokens(tx, memberId, ["magic", "changeEmail"]);
    return ok({ memberId, next: consumed.payload });
  });
}
