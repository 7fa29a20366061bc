import { hash } from "@node-rs/argon2";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { members } from "#db/schema.ts";
import { liftSuppression } from "#features/mail/suppressions/mutations.ts";
import { isRecentSignIn } from "#features/members/rules.ts";
import { passwordLengths } from "#features/members/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { consumeMailLimit } from "#lib/mail/mail-limit.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { queueAccountMail } from "../mail/account-mail.ts";
import { accountMail } from "../mail/jobs.ts";
import { isDisposableEmail } from "../registration/disposable-email.ts";
import { isGuessable } from "../registration/password-strength.ts";
import { revokeSessions } from "../sessions/mutations.ts";
import { consumeToken, revokeTokens } from "../tokens.ts";
import type { Viewer } from "../viewer.ts";
import { matchesPasswordHash } from "./password-hash.ts";

/**
 * Changes the password of a member who knows the present one (or, without one, signed in recently). Revokes all other sessions and notifies
 * the owner. Refused with `form.invalid` (fields `current`, `password`) or `member.recent`.
 */
export async function changePassword(
  db: Executor,
  viewer: Pick<Viewer, "id" | "sessionId" | "signedInAt">,
  input: { current: string; password: string },
): Promise<Result<undefined>> {
  const [[member], settings] = await Promise.all([
    db
      .select({
        name: members.name,
        handle: members.handle,
        email: members.email,
        hash: members.passwordHash,
      })
      .from(members)
      .where(and(eq(members.id, viewer.id), isNull(members.deletedAt))),
    readSettings(db),
  ]);
  if (!member?.email) return refused("member.signIn");
  const { name, handle, email } = member;
  if (!member.hash && !isRecentSignIn(viewer.signedInAt)) return refused("member.recent");
  if (member.hash) {
    const matches = await matchesPasswordHash(member.hash, input.current);
    if (!matches.ok) return refused("form.invalid", { current: "signIn.busy" }, passwordLengths);
    if (!matches.value) return refused("form.invalid", { current: "password.wrong" }, passwordLengths);
  }
  if (await isGuessable(input.password, [name, handle, email, settings["site.name"]]))
    return refused("form.invalid", { password: "password.guessable" }, passwordLengths);
  const passwordHash = await hash(input.password);
  await db.transaction(async (tx) => {
    await tx.update(members).set({ passwordHash }).where(eq(members.id, viewer.id));
    await revokeSessions(tx, viewer.id, viewer.sessionId);
    await revokeTokens(tx, viewer.id, ["magic", "reset", "changeEmail"]);
    await queueAccountMail(tx, viewer.id, "passwordChanged");
  });
  return ok(undefined);
}

/**
 * Requests a change of address: mails a confirmation to the new one and a notice to the present one. Only the new mailbox learns whether it
 * already has an account. Refused with `form.invalid` (field `email`).
 */
export async function requestEmailChange(
  db: Executor,
  memberId: number,
  email: string,
): Promise<Result<{ email: string }>> {
  const [member] = await db
    .select({ email: members.email, locale: members.mailLocale })
    .from(members)
    .where(and(eq(members.id, memberId), isNull(members.deletedAt)));
  if (!member?.email) return refused("member.signIn");
  if (member.email.toLowerCase() === email.toLowerCase()) return refused("form.invalid", { email: "email.same" });
  if (await isDisposableEmail(email)) return refused("form.invalid", { email: "email.disposable" });
  const { locale } = member;
  const isWithinLimit = await consumeMailLimit(email);
  await db.transaction(async (tx) => {
    if (isWithinLimit)
      await enqueue(tx, accountMail, { letter: "addressConfirm", memberId, to: email, name: "", locale });
    await queueAccountMail(tx, memberId, "addressAsked", { address: email });
  });
  return ok({ email });
}

/**
 * Changes the address with a link mailed to the new one, which counts as confirmed; revokes links mailed to the former one and notifies it.
 * Refused with `link.spent`, or `email.inUse` if someone else registered the address in the meantime.
 */
export async function confirmEmailChange(db: Executor, token: string): Promise<Result<{ memberId: number }>> {
  const changed = db.transaction(async (tx): Promise<Result<{ memberId: number }>> => {
    const consumed = await consumeToken(tx, "changeEmail", token);
    if (!consumed) return refused("link.spent");
    const { memberId, payload: email } = consumed;
    const [before] = await tx
      .select({ email: members.email })
      .from(members)
      .where(and(eq(members.id, memberId), isNull(members.deletedAt)))
      .for("update");
    if (!before?.email) return refused("link.spent");
    await queueAccountMail(tx, memberId, "addressChanged", { address: email });
    await tx
      .update(members)
      .set({ email, confirmedAt: sql`coalesce(${members.confirmedAt}, now())` })
      .where(eq(members.id, memberId));
    // The link arrived there.
    await liftSuppression(tx, email, ["bounce"]);
    await revokeTokens(tx, memberId, ["confirm", "magic", "reset"]);
    return ok({ memberId });
  });
  return changed.catch((error: unknown) => {
    if (isUniqueViolation(error)) return refused("email.inUse");
    throw error;
  });
}
