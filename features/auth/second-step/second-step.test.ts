import { TOTP } from "otpauth";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { memberTotp, recoveryCodes } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { createMember } from "#features/members/mutations.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { accountMail } from "../mail/jobs.ts";
import {
  consumeCode,
  disableSecondStep,
  enableSecondStep,
  findSecondStep,
  renewRecoveryCodes,
  requiresCode,
  startSecondStepSetup,
} from "./mutations.ts";
import { decryptSecret, encryptSecret } from "./totp.ts";

const { db, sql, clear } = testDatabase();
const now = Date.now();
const half = 30_000;
let memberId = 0;

beforeAll(() => {
  process.env.AUTH_SECRET = "a secret of this test";
});
beforeEach(async () => {
  // Rate limits are also kept in memory by member id: ids must not repeat.
  const before = memberId;
  await clear();
  await openQueue(await openJobs(), accountMail);
  await sql`delete from pgboss.job`;
  await sql.unsafe(`alter table members alter column id restart with ${before + 1}`);
  const made = await createMember(db, { email: "a@b.org", name: "Ada", role: "editor", password: "a long enough one" });
  if (!made.ok) throw new Error(made.code);
  memberId = made.value.id;
});

const letters = async () =>
  (
    await sql<{ data: { letter: string; to: string; left?: number } }[]>`
    select data from pgboss.job order by created_on, id`
  ).map(({ data }) => [data.letter, data.to, data.left].filter((part) => part !== undefined).join(" "));
const codeAt = (secret: string, moment: number) => new TOTP({ secret }).generate({ timestamp: moment });

async function linked(): Promise<{ secret: string; codes: string[] }> {
  await startSecondStepSetup(db, memberId);
  const standing = await findSecondStep(db, memberId);
  if (standing.state !== "waiting") throw new Error(standing.state);
  const done = await enableSecondStep(db, memberId, codeAt(standing.secret, now - half), now - half);
  if (!done.ok) throw new Error(done.code);
  return { secret: standing.secret, codes: done.value.codes };
}
const wrong = { ok: false, fields: { code: "code.wrong" } };

test("enables an app only with its first code and stores its secret encrypted", async () => {
  expect(await findSecondStep(db, memberId)).toEqual({ state: "off" });
  await startSecondStepSetup(db, memberId);
  const standing = await findSecondStep(db, memberId);
  const secret = standing.state === "waiting" ? standing.secret : "";
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const [row] = await db.select().from(memberTotp);
  expect(row?.secret).not.toContain(secret);
  expect(await requiresCode(db, memberId)).toBe(false);
  expect(await enableSecondStep(db, memberId, "000000", now)).toMatchObject(
    codeAt(secret, now) === "000000" ? { ok: true } : wrong,
  );
  const first = codeAt(secret, now);
  expect(await enableSecondStep(db, memberId, `${first.slice(0, 3)} ${first.slice(3)}`, now)).toMatchObject({
    ok: true,
  });
  expect(await findSecondStep(db, memberId)).toEqual({ state: "on", codesLeft: 10 });
  expect(await startSecondStepSetup(db, memberId)).toMatchObject({ code: "code.already" });
});

test("decrypts a secret only for its member and with the same AUTH_SECRET", () => {
  const sealed = encryptSecret("ABC", 1);
  expect(decryptSecret(sealed, 1)).toBe("ABC");
  expect(decryptSecret(sealed, 2)).toBeUndefined();
  expect(decryptSecret(`${sealed}A`, 1)).toBeUndefined();
  expect(decryptSecret("", 1)).toBeUndefined();
  process.env.AUTH_SECRET = "another";
  expect(decryptSecret(sealed, 1)).toBeUndefined();
  process.env.AUTH_SECRET = "a secret of this test";
});

test.each([
  [-2, false],
  [0, true],
  [1, true],
  [2, false],
])("accepts a code of %i time steps from now: %s", async (steps, right) => {
  const { secret } = await linked();
  const used = await consumeCode(db, { memberId, code: codeAt(secret, now + steps * half), now });
  expect(used.ok).toBe(right);
});

test("accepts a code once, also when it is sent twice at once, and never an earlier one afterwards", async () => {
  const { secret } = await linked();
  const code = codeAt(secret, now);
  const results = await Promise.all([1, 2, 3].map(() => consumeCode(db, { memberId, code, now })));
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(results.find((result) => !result.ok)).toMatchObject({ fields: { code: "code.used" } });
  expect(await consumeCode(db, { memberId, code: codeAt(secret, now - half), now })).toMatchObject({ ok: false });
});

test("accepts a recovery code once, in any spelling, and stores only its hash", async () => {
  const { codes } = await linked();
  const [first = ""] = codes;
  expect(first).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
  const stored = await db.select().from(recoveryCodes);
  expect(Buffer.concat(stored.map((row) => row.hash)).toString("latin1")).not.toContain(first.slice(0, 4));
  const written = ` ${first.toUpperCase().replaceAll("-", " ")} `;
  const results = await Promise.all([1, 2].map(() => consumeCode(db, { memberId, code: written })));
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(await findSecondStep(db, memberId)).toEqual({ state: "on", codesLeft: 9 });
});

test("replaces all recovery codes, and asks for a code", async () => {
  const { secret, codes } = await linked();
  expect(await renewRecoveryCodes(db, memberId, "123")).toMatchObject(wrong);
  const renewed = await renewRecoveryCodes(db, memberId, codeAt(secret, now));
  expect(renewed).toMatchObject({ ok: true });
  expect(await consumeCode(db, { memberId, code: codes[3] ?? "" })).toMatchObject(wrong);
  const [fresh = ""] = renewed.ok ? renewed.value.codes : [];
  expect(await consumeCode(db, { memberId, code: fresh })).toMatchObject({ ok: true });
});

test("asks for a code to disable the second step, and deletes the recovery codes", async () => {
  const { codes } = await linked();
  expect(await disableSecondStep(db, memberId, "wrong")).toMatchObject(wrong);
  expect(await requiresCode(db, memberId)).toBe(true);
  expect(await disableSecondStep(db, memberId, codes[0] ?? "")).toMatchObject({ ok: true });
  expect(await findSecondStep(db, memberId)).toEqual({ state: "off" });
  expect(await db.select().from(recoveryCodes)).toEqual([]);
});

test("limits attempts by strangers without locking out the owner's known device", async () => {
  const { codes } = await linked();
  let last: unknown;
  for (let turn = 0; turn < 11; turn += 1) last = await consumeCode(db, { memberId, code: "aaaa" });
  expect(last).toMatchObject({ code: "code.tooMany", values: { minutes: 15 } });
  expect(await consumeCode(db, { memberId, code: codes[0] ?? "" })).toMatchObject({ code: "code.tooMany" });
  expect(await consumeCode(db, { memberId, code: codes[0] ?? "", device: "known" })).toMatchObject({ ok: true });
  expect(await renewRecoveryCodes(db, memberId, codes[1] ?? "")).toMatchObject({ ok: true });
});

test("limits code attempts on a known device, at the first code of an app and at changes of the second step", async () => {
  const { secret, codes } = await linked();
  const device = "known";
  for (let turn = 0; turn < 10; turn += 1)
    expect(await consumeCode(db, { memberId, code: "111", device, now })).toMatchObject(wrong);
  expect(await consumeCode(db, { memberId, code: codeAt(secret, now), device, now })).toMatchObject({
    code: "code.tooMany",
  });
  for (let turn = 0; turn < 10; turn += 1) await renewRecoveryCodes(db, memberId, "aaaa");
  expect(await renewRecoveryCodes(db, memberId, codes[0] ?? "")).toMatchObject({ code: "code.tooMany" });
  expect(await disableSecondStep(db, memberId, codes[0] ?? "")).toMatchObject({ code: "code.tooMany" });
  expect(await requiresCode(db, memberId)).toBe(true);
});

test("limits attempts at the first code of an app to ten", async () => {
  await startSecondStepSetup(db, memberId);
  const standing = await findSecondStep(db, memberId);
  const secret = standing.state === "waiting" ? standing.secret : "";
  for (let turn = 0; turn < 10; turn += 1)
    expect(await enableSecondStep(db, memberId, "111", now)).toMatchObject(wrong);
  expect(await enableSecondStep(db, memberId, codeAt(secret, now), now)).toMatchObject({ code: "code.tooMany" });
});

test("notifies the owner of the app, new codes, a used recovery code, and the end", async () => {
  const { secret, codes } = await linked();
  await consumeCode(db, { memberId, code: codes[0] ?? "", signsIn: true });
  await consumeCode(db, { memberId, code: codes[0] ?? "", signsIn: true });
  await renewRecoveryCodes(db, memberId, codes[1] ?? "");
  await disableSecondStep(db, memberId, codeAt(secret, Date.now()));
  expect(await letters()).toEqual([
    "appAdded a@b.org",
    "recoveryUsed a@b.org 9",
    "recoveryRenewed a@b.org",
    "appRemoved a@b.org",
  ]);
});
