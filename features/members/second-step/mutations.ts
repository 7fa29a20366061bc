import { createHash } from "node:crypto";
import { and, count, eq, isNull, lt, or, sql } from "drizzle-orm";
import { Secret } from "otpauth";
import type { Executor } from "#db/client.ts";
import { memberTotp, recoveryCodes } from "#db/schema.ts";
import { giveBack, take } from "#lib/rate-limit.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { tellOwner } from "../account/jobs.ts";
import { newSecret, seal, stepOf, unseal } from "./totp.ts";

/** Tries of a code on one account by strangers' devices: of a million codes three are right at a time, so ten tries are 1 in 33,000. */
const perAccount = { name: "code.account", points: 10, seconds: 900 };
/** The same on a device that is known as the member's, and within their account, each counted apart so that nobody locks its owner out. */
const perDevice = { name: "code.device", points: 10, seconds: 900 };
const inside = "account";
const howManyCodes = 10;

/** Where a member stands: `off`, `waiting` for the first code of a new app (with its secret), or `on` with so many recovery codes left. */
export type SecondStep = { state: "off" } | { state: "waiting"; secret: string } | { state: "on"; codesLeft: number };

export async function secondStepOf(tx: Executor, memberId: number): Promise<SecondStep> {
  const [row] = await tx.select().from(memberTotp).where(eq(memberTotp.memberId, memberId));
  if (!row) return { state: "off" };
  if (row.confirmedAt) return { state: "on", codesLeft: await codesLeft(tx, memberId) };
  const secret = unseal(row.secret, memberId);
  return secret ? { state: "waiting", secret } : { state: "off" };
}

/** Whether a sign-in of this member waits for a code. */
export async function asksForCode(tx: Executor, memberId: number): Promise<boolean> {
  const [row] = await tx
    .select({ confirmedAt: memberTotp.confirmedAt })
    .from(memberTotp)
    .where(eq(memberTotp.memberId, memberId));
  return row?.confirmedAt != null;
}

/** Makes a secret for a new app; in force only once its first code was right. Refused with `code.already` when an app is in force. */
export async function startSecondStep(tx: Executor, memberId: number): Promise<Result<undefined>> {
  const secret = seal(newSecret(), memberId);
  const made = await tx
    .insert(memberTotp)
    .values({ memberId, secret })
    .onConflictDoUpdate({
      target: memberTotp.memberId,
      set: { secret, lastStep: null },
      setWhere: isNull(memberTotp.confirmedAt),
    })
    .returning({ memberId: memberTotp.memberId });
  return made.length > 0 ? ok(undefined) : refused("code.already");
}

/** Forgets an app whose first code never came. */
export async function cancelSecondStep(tx: Executor, memberId: number): Promise<void> {
  await tx.delete(memberTotp).where(and(eq(memberTotp.memberId, memberId), isNull(memberTotp.confirmedAt)));
}

/** Puts the app in force with its first code and tells the owner; gives the recovery codes, which nobody can read again. */
export async function confirmSecondStep(
  tx: Executor,
  memberId: number,
  code: string,
  now = Date.now(),
): Promise<Result<{ codes: string[] }>> {
  const within = `${memberId} ${inside}`;
  const wait = await take(perDevice, within);
  if (wait > 0) return tooMany(wait);
  return tx.transaction(async (inner) => {
    const [row] = await inner.select().from(memberTotp).where(eq(memberTotp.memberId, memberId)).for("update");
    if (!row || row.confirmedAt) return refused(row ? "code.already" : "code.notStarted");
    const step = stepOf(unseal(row.secret, memberId) ?? "", digits(code), now);
    if (step === undefined) return wrong();
    await inner
      .update(memberTotp)
      .set({ confirmedAt: sql`now()`, lastStep: step })
      .where(eq(memberTotp.memberId, memberId));
    await giveBack(perDevice, within);
    await tellOwner(inner, memberId, "appAdded");
    return ok({ codes: await writeCodes(inner, memberId) });
  });
}

/**
 * Whether a code of the app, or a recovery code, is right for this member now. Each serves once: of two at once one is taken.
 * `signsIn`: the owner is told when it was a recovery code. Refused beside `code` with `code.wrong`, `code.used`, or with `code.tooMany`.
 */
export async function spendCode(
  tx: Executor,
  input: { memberId: number; code: string; device?: string | undefined; signsIn?: boolean; now?: number },
): Promise<Result<undefined>> {
  const { memberId, code, device } = input;
  const [limit, key] = device ? [perDevice, `${memberId} ${device}`] : [perAccount, String(memberId)];
  const wait = await take(limit, key);
  if (wait > 0) return tooMany(wait);
  const used = /^[\d\s]+$/.test(code)
    ? await spendAppCode(tx, memberId, digits(code), input.now ?? Date.now())
    : await tx.transaction((inner) => spendRecoveryCode(inner, memberId, code, input.signsIn ?? false));
  if (used.ok) await giveBack(limit, key);
  return used;
}

/** Switches the second step off and tells the owner; its recovery codes go with it. */
export async function stopSecondStep(tx: Executor, memberId: number, code: string): Promise<Result<undefined>> {
  const used = await spendCode(tx, { memberId, code, device: inside });
  if (!used.ok) return used;
  await tx.transaction(async (inner) => {
    await inner.delete(memberTotp).where(eq(memberTotp.memberId, memberId));
    await inner.delete(recoveryCodes).where(eq(recoveryCodes.memberId, memberId));
    await tellOwner(inner, memberId, "appRemoved");
  });
  return used;
}

/** New recovery codes in place of all earlier ones; the owner is told. */
export async function renewRecoveryCodes(
  tx: Executor,
  memberId: number,
  code: string,
): Promise<Result<{ codes: string[] }>> {
  const used = await spendCode(tx, { memberId, code, device: inside });
  if (!used.ok) return used;
  return tx.transaction(async (inner) => {
    await tellOwner(inner, memberId, "recoveryRenewed");
    return ok({ codes: await writeCodes(inner, memberId) });
  });
}

async function spendAppCode(tx: Executor, memberId: number, code: string, now: number): Promise<Result<undefined>> {
  const [row] = await tx.select().from(memberTotp).where(eq(memberTotp.memberId, memberId));
  const secret = row?.confirmedAt ? unseal(row.secret, memberId) : undefined;
  const step = secret && stepOf(secret, code, now);
  if (!step) return wrong();
  // The row decides, not the look before: a code seen over a shoulder, or sent twice at once, serves once.
  const taken = await tx
    .update(memberTotp)
    .set({ lastStep: step })
    .where(and(eq(memberTotp.memberId, memberId), or(isNull(memberTotp.lastStep), lt(memberTotp.lastStep, step))))
    .returning({ memberId: memberTotp.memberId });
  return taken.length > 0 ? ok(undefined) : refused("form.invalid", { code: "code.used" });
}

async function spendRecoveryCode(
  tx: Executor,
  memberId: number,
  code: string,
  tells: boolean,
): Promise<Result<undefined>> {
  const taken = await tx
    .update(recoveryCodes)
    .set({ usedAt: sql`now()` })
    .where(
      and(eq(recoveryCodes.memberId, memberId), eq(recoveryCodes.hash, hashOf(code)), isNull(recoveryCodes.usedAt)),
    )
    .returning({ id: recoveryCodes.id });
  if (taken.length === 0) return wrong();
  if (tells) await tellOwner(tx, memberId, "recoveryUsed", { left: await codesLeft(tx, memberId) });
  return ok(undefined);
}

async function codesLeft(tx: Executor, memberId: number): Promise<number> {
  const [left] = await tx
    .select({ codes: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.memberId, memberId), isNull(recoveryCodes.usedAt)));
  return left?.codes ?? 0;
}

async function writeCodes(tx: Executor, memberId: number): Promise<string[]> {
  const codes = Array.from({ length: howManyCodes }, () =>
    (new Secret({ size: 10 }).base32.toLowerCase().match(/.{4}/g) ?? []).join("-"),
  );
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.memberId, memberId));
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ memberId, hash: hashOf(code) })));
  return codes;
}

/** However it was copied: capitals, spaces and hyphens do not count. */
function hashOf(code: string): Uint8Array {
  return createHash("sha256")
    .update(code.toLowerCase().replace(/[^a-z2-7]/g, ""))
    .digest();
}

const digits = (code: string) => code.replace(/\s/g, "");
const wrong = () => refused("form.invalid", { code: "code.wrong" });
const tooMany = (wait: number) => refused("code.tooMany", undefined, { minutes: Math.ceil(wait / 60) });
