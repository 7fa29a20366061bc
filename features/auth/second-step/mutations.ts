import { createHash } from "node:crypto";
import { and, count, eq, isNull, lt, or, sql } from "drizzle-orm";
import { Secret } from "otpauth";
import type { Executor } from "#db/client.ts";
import { memberTotp, recoveryCodes } from "#db/schema.ts";
import { consumeRateLimit, resetRateLimit } from "#lib/rate-limit.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { queueAccountMail } from "../mail/account-mail.ts";
import { decryptSecret, encryptSecret, generateSecret, matchTimeStep } from "./totp.ts";

/** Attempts per account from unknown devices: of a million codes three are right at a time, so ten attempts succeed with 1 in 33,000. */
const accountLimit = { name: "code.account", points: 10, seconds: 900 };
/** Attempts per known device, and within the account. Counted apart, so that nobody can lock the owner out. */
const deviceLimit = { name: "code.device", points: 10, seconds: 900 };
const signedInDevice = "account";
const recoveryCodeCount = 10;

/**
 * The state of a member's second step: `off`, `waiting` for the first code of a new app (with its secret), or `on` with the number of
 * recovery codes left.
 */
export type SecondStepState =
  | { state: "off" }
  | { state: "waiting"; secret: string }
  | { state: "on"; codesLeft: number };

export async function findSecondStep(tx: Executor, memberId: number): Promise<SecondStepState> {
  const [row] = await tx.select().from(memberTotp).where(eq(memberTotp.memberId, memberId));
  if (!row) return { state: "off" };
  if (row.confirmedAt) return { state: "on", codesLeft: await codesLeft(tx, memberId) };
  const secret = decryptSecret(row.secret, memberId);
  return secret ? { state: "waiting", secret } : { state: "off" };
}

/** Whether a sign-in of this member needs a code. */
export async function requiresCode(tx: Executor, memberId: number): Promise<boolean> {
  const [row] = await tx
    .select({ confirmedAt: memberTotp.confirmedAt })
    .from(memberTotp)
    .where(eq(memberTotp.memberId, memberId));
  return row?.confirmedAt != null;
}

/** Creates a secret for a new app, enabled only by its first code. Refused with `code.already` if an app is enabled. */
export async function startSecondStepSetup(tx: Executor, memberId: number): Promise<Result<undefined>> {
  const secret = encryptSecret(generateSecret(), memberId);
  const stored = await tx
    .insert(memberTotp)
    .values({ memberId, secret })
    .onConflictDoUpdate({
      target: memberTotp.memberId,
      set: { secret, lastStep: null },
      setWhere: isNull(memberTotp.confirmedAt),
    })
    .returning({ memberId: memberTotp.memberId });
  return stored.length > 0 ? ok(undefined) : refused("code.already");
}

/** Deletes an app that was never enabled. */
export async function cancelSecondStepSetup(tx: Executor, memberId: number): Promise<void> {
  await tx.delete(memberTotp).where(and(eq(memberTotp.memberId, memberId), isNull(memberTotp.confirmedAt)));
}

/** Enables the app with its first code and notifies the owner; returns the recovery codes, which cannot be read again. */
export async function enableSecondStep(
  tx: Executor,
  memberId: number,
  code: string,
  now = Date.now(),
): Promise<Result<{ codes: string[] }>> {
  const within = `${memberId} ${signedInDevice}`;
  const wait = await consumeRateLimit(deviceLimit, within);
  if (wait > 0) return refuseTooMany(wait);
  const enabled = await tx.transaction(async (inner): Promise<Result<{ codes: string[] }>> => {
    const [row] = await inner.select().from(memberTotp).where(eq(memberTotp.memberId, memberId)).for("update");
    if (!row || row.confirmedAt) return refused(row ? "code.already" : "code.notStarted");
    const step = matchTimeStep(decryptSecret(row.secret, memberId) ?? "", removeSpaces(code), now);
    if (step === undefined) return refuseWrongCode();
    await inner
      .update(memberTotp)
      .set({ confirmedAt: sql`now()`, lastStep: step })
      .where(eq(memberTotp.memberId, memberId));
    await queueAccountMail(inner, memberId, "appAdded");
    return ok({ codes: await createRecoveryCodes(inner, memberId) });
  });
  // After the transaction: this needs a connection of its own, for which transactions that hold all of them would wait.
  if (enabled.ok) await resetRateLimit(deviceLimit, within);
  return enabled;
}

/**
 * Consumes a code of the app or a recovery code, if it is right. Each is single-use: of two concurrent calls one succeeds. `signsIn`:
 * notifies the owner of a used recovery code. Refused beside `code` with `code.wrong`, `code.used`, or with `code.tooMany`.
 */
export async function consumeCode(
  tx: Executor,
  input: { memberId: number; code: string; device?: string | undefined; signsIn?: boolean; now?: number },
): Promise<Result<undefined>> {
  const { memberId, code, device } = input;
  const [limit, key] = device ? [deviceLimit, `${memberId} ${device}`] : [accountLimit, String(memberId)];
  const wait = await consumeRateLimit(limit, key);
  if (wait > 0) return refuseTooMany(wait);
  const consumed = /^[\d\s]+$/.test(code)
    ? await consumeAuthenticatorCode(tx, memberId, removeSpaces(code), input.now ?? Date.now())
    : await tx.transaction((inner) => consumeRecoveryCode(inner, memberId, code, input.signsIn ?? false));
  if (consumed.ok) await resetRateLimit(limit, key);
  return consumed;
}

/** Disables the second step, deletes its recovery codes and notifies the owner. */
export async function disableSecondStep(tx: Executor, memberId: number, code: string): Promise<Result<undefined>> {
  const consumed = await consumeCode(tx, { memberId, code, device: signedInDevice });
  if (!consumed.ok) return consumed;
  await tx.transaction(async (inner) => {
    await inner.delete(memberTotp).where(eq(memberTotp.memberId, memberId));
    await inner.delete(recoveryCodes).where(eq(recoveryCodes.memberId, memberId));
    await queueAccountMail(inner, memberId, "appRemoved");
  });
  return consumed;
}

/** Replaces all recovery codes and notifies the owner. */
export async function renewRecoveryCodes(
  tx: Executor,
  memberId: number,
  code: string,
): Promise<Result<{ codes: string[] }>> {
  const consumed = await consumeCode(tx, { memberId, code, device: signedInDevice });
  if (!consumed.ok) return consumed;
  return tx.transaction(async (inner) => {
    await queueAccountMail(inner, memberId, "recoveryRenewed");
    return ok({ codes: await createRecoveryCodes(inner, memberId) });
  });
}

async function consumeAuthenticatorCode(
  tx: Executor,
  memberId: number,
  code: string,
  now: number,
): Promise<Result<undefined>> {
  const [row] = await tx.select().from(memberTotp).where(eq(memberTotp.memberId, memberId));
  const secret = row?.confirmedAt ? decryptSecret(row.secret, memberId) : undefined;
  const step = secret && matchTimeStep(secret, code, now);
  if (!step) return refuseWrongCode();
  // The row decides, not the read before: a code seen over a shoulder, or sent twice at once, is accepted once.
  const updated = await tx
    .update(memberTotp)
    .set({ lastStep: step })
    .where(and(eq(memberTotp.memberId, memberId), or(isNull(memberTotp.lastStep), lt(memberTotp.lastStep, step))))
    .returning({ memberId: memberTotp.memberId });
  return updated.length > 0 ? ok(undefined) : refused("form.invalid", { code: "code.used" });
}

async function consumeRecoveryCode(
  tx: Executor,
  memberId: number,
  code: string,
  notifiesOwner: boolean,
): Promise<Result<undefined>> {
  const updated = await tx
    .update(recoveryCodes)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(recoveryCodes.memberId, memberId),
        eq(recoveryCodes.hash, hashRecoveryCode(code)),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ id: recoveryCodes.id });
  if (updated.length === 0) return refuseWrongCode();
  if (notifiesOwner) await queueAccountMail(tx, memberId, "recoveryUsed", { left: await codesLeft(tx, memberId) });
  return ok(undefined);
}

async function codesLeft(tx: Executor, memberId: number): Promise<number> {
  const [row] = await tx
    .select({ codes: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.memberId, memberId), isNull(recoveryCodes.usedAt)));
  return row?.codes ?? 0;
}

async function createRecoveryCodes(tx: Executor, memberId: number): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, () =>
    (new Secret({ size: 10 }).base32.toLowerCase().match(/.{4}/g) ?? []).join("-"),
  );
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.memberId, memberId));
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ memberId, hash: hashRecoveryCode(code) })));
  return codes;
}

/** Ignores case, spaces and hyphens. */
function hashRecoveryCode(code: string): Uint8Array {
  return createHash("sha256")
    .update(code.toLowerCase().replace(/[^a-z2-7]/g, ""))
    .digest();
}

const removeSpaces = (code: string) => code.replace(/\s/g, "");
const refuseWrongCode = () => refused("form.invalid", { code: "code.wrong" });
const refuseTooMany = (wait: number) => refused("code.tooMany", undefined, { minutes: Math.ceil(wait / 60) });
