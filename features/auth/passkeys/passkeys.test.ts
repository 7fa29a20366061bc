import { beforeAll, beforeEach, expect, test } from "vitest";
import { passkeys, signInChallenges } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { createMember } from "#features/members/mutations.ts";
import { env } from "#lib/env.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { accountMail } from "../mail/jobs.ts";
import {
  addPasskey,
  createRegistrationOptions,
  createSignInOptions,
  listPasskeys,
  maxPasskeys,
  removePasskey,
  verifyPasskey,
} from "./mutations.ts";
import { createVirtualAuthenticator } from "./virtual-authenticator-testing.ts";

const { db, sql, clear } = testDatabase();
const email = "ada@example.org";
let memberId = 0;
let origin = "";

beforeAll(() => {
  origin = new URL(env().SITE_URL).origin;
});
beforeEach(async () => {
  await clear();
  await openQueue(await openJobs(), accountMail);
  await sql`delete from pgboss.job`;
  const made = await createMember(db, { email, name: "Ada", role: "reader", password: "a long enough one" });
  if (!made.ok) throw new Error(made.code);
  memberId = made.value.id;
});

const letters = async () =>
  (
    await sql<{ data: { letter: string; to: string; passkey?: string } }[]>`
    select data from pgboss.job order by created_on, id`
  ).map(({ data }) => `${data.letter} ${data.to} ${data.passkey}`);

async function added(name = "Clé") {
  const key = createVirtualAuthenticator(origin);
  const { challenge } = await createRegistrationOptions(db, { id: memberId, name: "Ada", site: "Vigie" });
  return { key, challenge, done: await addPasskey(db, memberId, { response: key.register(challenge), name }) };
}
const challenge = async () => (await createSignInOptions(db)).challenge;

test("stores a passkey, notifies its owner and signs in with it, as two factors only if the user was verified", async () => {
  const { key, done } = await added("Mon téléphone");
  expect(done).toMatchObject({ ok: true });
  expect(await listPasskeys(db, memberId)).toMatchObject([{ id: key.id, name: "Mon téléphone", lastUsedAt: null }]);
  expect(await letters()).toEqual([`passkeyAdded ${email} Mon téléphone`]);
  expect(await verifyPasskey(db, key.answer(await challenge(), 0))).toEqual({
    ok: true,
    value: { memberId, twoFactors: true },
  });
  expect(await verifyPasskey(db, key.answer(await challenge(), 0, { recognised: false }))).toEqual({
    ok: true,
    value: { memberId, twoFactors: false },
  });
  expect((await listPasskeys(db, memberId))[0]?.lastUsedAt).toBeInstanceOf(Date);
});

test("refuses a response that was used before and accepts one of two concurrent ones", async () => {
  const { key } = await added();
  const once = key.answer(await challenge(), 1);
  expect(await verifyPasskey(db, once)).toMatchObject({ ok: true });
  expect(await verifyPasskey(db, once)).toMatchObject({ ok: false, code: "passkey.stale" });
  const twice = key.answer(await challenge(), 2);
  const results = await Promise.all([verifyPasskey(db, twice), verifyPasskey(db, twice)]);
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(results.find((result) => !result.ok)).toMatchObject({ code: "passkey.stale" });
});

test.each([
  [4, false],
  [5, false],
  [0, false],
  [6, true],
])("after a counter of 5 handles one of %i: accepted %s", async (counter, taken) => {
  const { key } = await added();
  expect(await verifyPasskey(db, key.answer(await challenge(), 5))).toMatchObject({ ok: true });
  const next = await verifyPasskey(db, key.answer(await challenge(), counter));
  expect(next).toMatchObject(taken ? { ok: true } : { ok: false, code: "passkey.copied" });
  const [row] = await db.select({ counter: passkeys.counter }).from(passkeys);
  expect(row?.counter).toBe(taken ? counter : 5);
});

test("accepts a challenge only for its purpose and its member, within ten minutes", async () => {
  const { key, challenge: used } = await added();
  expect(
    await addPasskey(db, memberId, { response: createVirtualAuthenticator(origin).register(used), name: "b" }),
  ).toMatchObject({
    code: "passkey.stale",
  });
  const { challenge: forAdding } = await createRegistrationOptions(db, { id: memberId, name: "Ada", site: "Vigie" });
  expect(await verifyPasskey(db, key.answer(forAdding, 1))).toMatchObject({ code: "passkey.stale" });
  expect(
    await addPasskey(db, memberId + 1, { response: createVirtualAuthenticator(origin).register(forAdding), name: "b" }),
  ).toMatchObject({ code: "passkey.stale" });
  const late = await challenge();
  await db.update(signInChallenges).set({ expiresAt: new Date(0) });
  expect(await verifyPasskey(db, key.answer(late, 1))).toMatchObject({ code: "passkey.stale" });
});

test("refuses a response with a wrong signature, for another site, or of an unknown key", async () => {
  const { key } = await added();
  const forged = { ...createVirtualAuthenticator(origin).answer(await challenge(), 1), id: key.id, rawId: key.id };
  expect(await verifyPasskey(db, forged)).toMatchObject({ code: "passkey.failed" });
  const elsewhere = key.answer(await challenge(), 1, { at: "https://vigie.example" });
  expect(await verifyPasskey(db, elsewhere)).toMatchObject({ code: "passkey.failed" });
  expect(await verifyPasskey(db, createVirtualAuthenticator(origin).answer(await challenge(), 1))).toMatchObject({
    code: "passkey.unknown",
  });
});

test("limits a member to twenty passkeys without duplicates", async () => {
  const { key } = await added();
  const { challenge: second } = await createRegistrationOptions(db, { id: memberId, name: "Ada", site: "Vigie" });
  expect(await addPasskey(db, memberId, { response: key.register(second), name: "b" })).toMatchObject({
    code: "passkey.known",
  });
  const results = [];
  for (let turn = 0; turn < maxPasskeys; turn += 1) results.push((await added()).done);
  expect(results.filter((result) => result.ok)).toHaveLength(maxPasskeys - 1);
  expect(results.at(-1)).toMatchObject({ code: "passkey.tooMany" });
});

test("lets only its owner remove a passkey, notifies them, and refuses it from then on", async () => {
  const { key } = await added();
  expect(await removePasskey(db, memberId + 1, key.id)).toBe(false);
  expect(await removePasskey(db, memberId, key.id)).toBe(true);
  expect(await removePasskey(db, memberId, key.id)).toBe(false);
  expect(await letters()).toEqual([`passkeyAdded ${email} Clé`, `passkeyRemoved ${email} Clé`]);
  expect(await verifyPasskey(db, key.answer(await challenge(), 1))).toMatchObject({ code: "passkey.unknown" });
});
