import { verify } from "@node-rs/argon2";
import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { createMember } from "#features/members/mutations.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { accountMail } from "../mail/jobs.ts";
import { startSession } from "../sessions/mutations.ts";
import { findToken, issueToken } from "../tokens.ts";
import { findViewer } from "../viewer.ts";
import { changePassword, confirmEmailChange, requestEmailChange } from "./mutations.ts";

const { db, sql, clear } = testDatabase();
const password = "quatre tuiles sur un phare";
const better = "onze mouettes en vadrouille";
let serial = 0;
let id = 0;
let email = "";

beforeEach(async () => {
  await clear();
  await openQueue(await openJobs(), accountMail);
  await sql`delete from pgboss.job`;
  // Rate limits are also kept in memory: each test has its own address.
  serial += 1;
  email = `ada${serial}@example.org`;
  const made = await createMember(db, { email, name: "Ada Lovelace", role: "reader", password });
  if (!made.ok) throw new Error(made.code);
  id = made.value.id;
});

const letters = async () =>
  (await sql<{ data: { letter: string; to: string } }[]>`select data from pgboss.job order by created_on, id`).map(
    ({ data }) => `${data.letter} ${data.to}`,
  );
const signIn = async (signedInAt = new Date()) => {
  const session = await startSession(db, id, "password", "");
  return { id, memberId: id, version: session.version, sessionId: session.id, signedInAt };
};
const isIn = async (session: { sessionId: string; version: number }) =>
  (await findViewer(db, { id: session.sessionId, memberId: id, version: session.version })) !== undefined;
const hashNow = async () => (await sql<{ h: string }[]>`select password_hash as h from members where id = ${id}`)[0]?.h;
const addressNow = async () => (await sql<{ e: string }[]>`select email as e from members where id = ${id}`)[0]?.e;

describe("a new password", () => {
  test("changes the password, revokes other sessions and mailed links, and notifies the owner", async () => {
    const [here, there] = [await signIn(), await signIn()];
    const link = await issueToken(db, "reset", id);
    expect(await changePassword(db, here, { current: password, password: better })).toMatchObject({ ok: true });
    expect(await verify((await hashNow()) ?? "", better)).toBe(true);
    expect([await isIn(here), await isIn(there)]).toEqual([true, false]);
    expect(await findToken(db, "reset", link)).toBeUndefined();
    expect(await letters()).toEqual([`passwordChanged ${email}`]);
  });

  test.each([
    [{ current: "faux", password: better }, { current: "password.wrong" }],
    [{ current: "", password: better }, { current: "password.wrong" }],
    [{ current: password, password: "azertyuiop" }, { password: "password.guessable" }],
    [{ current: password, password: "Ada Lovelace ada" }, { password: "password.guessable" }],
  ])("refuses %j beside its field and changes nothing", async (input, fields) => {
    const [here, there] = [await signIn(), await signIn()];
    const before = await hashNow();
    expect(await changePassword(db, here, input)).toMatchObject({ ok: false, fields });
    expect([await hashNow(), await isIn(there), await letters()]).toEqual([before, true, []]);
  });

  test("needs a recent sign-in if there was none before", async () => {
    await sql`update members set password_hash = null where id = ${id}`;
    const long = await signIn(new Date(Date.now() - 31 * 60_000));
    expect(await changePassword(db, long, { current: "", password: better })).toMatchObject({ code: "member.recent" });
    expect(await changePassword(db, await signIn(), { current: "", password: better })).toMatchObject({ ok: true });
  });
});

describe("a new address", () => {
  test("is confirmed at the new address, announced to the old one, and changes only through the link", async () => {
    const other = `nouvelle${serial}@example.org`;
    expect(await requestEmailChange(db, id, other)).toEqual({ ok: true, value: { email: other } });
    expect((await letters()).sort()).toEqual([`addressAsked ${email}`, `addressConfirm ${other}`]);
    const reset = await issueToken(db, "reset", id);
    const token = await issueToken(db, "changeEmail", id, other);
    expect(await addressNow()).toBe(email);
    const both = await Promise.all([confirmEmailChange(db, token), confirmEmailChange(db, token)]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(await addressNow()).toBe(other);
    expect(await findToken(db, "reset", reset)).toBeUndefined();
    expect(await letters()).toContain(`addressChanged ${email}`);
  });

  test("is answered alike if it has an account, and refused if someone registered it in the meantime", async () => {
    const taken = `prise${serial}@example.org`;
    await createMember(db, { email: taken, name: "Eve", role: "reader", password });
    expect(await requestEmailChange(db, id, taken)).toEqual({ ok: true, value: { email: taken } });
    const token = await issueToken(db, "changeEmail", id, taken);
    expect(await confirmEmailChange(db, token)).toMatchObject({ code: "email.inUse" });
    expect(await addressNow()).toBe(email);
  });

  test("is refused when it is the same, or disposable", async () => {
    expect(await requestEmailChange(db, id, email.toUpperCase())).toMatchObject({ fields: { email: "email.same" } });
    expect(await requestEmailChange(db, id, "a@mailinator.com")).toMatchObject({
      fields: { email: "email.disposable" },
    });
    expect(await letters()).toEqual([]);
  });
});
