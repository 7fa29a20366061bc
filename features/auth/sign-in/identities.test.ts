import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { memberIdentities, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { createMember } from "#features/members/mutations.ts";
import { startSession } from "../sessions/mutations.ts";
import { findToken, issueToken } from "../tokens.ts";
import { findViewer } from "../viewer.ts";
import { findOrCreateMemberByIdentity } from "./identities.ts";
import { verifyPassword } from "./verify-password.ts";

const { db, clear } = testDatabase();
const password = "a long enough one";
const profile = { email: "Ada@example.org", email_verified: true, name: "Ada Lovelace" };
beforeEach(clear);

const account = async (confirmed: boolean) => {
  const made = await createMember(db, {
    email: "ada@example.org",
    name: "Someone",
    role: "reader",
    password,
    confirmed,
  });
  if (!made.ok) throw new Error(made.code);
  return made.value.id;
};

test("creates a confirmed member without a password at the first sign-in and finds the same one afterwards, even with another address", async () => {
  const first = await findOrCreateMemberByIdentity(db, "github", "7", profile);
  expect(first).toMatchObject({ ok: true });
  const [row] = await db.select().from(members);
  expect(row).toMatchObject({
    name: "Ada Lovelace",
    role: "reader",
    passwordHash: null,
    confirmedAt: expect.any(Date),
  });
  expect(
    await findOrCreateMemberByIdentity(db, "github", "7", { email: "new@example.org", email_verified: true }),
  ).toEqual(first);
  expect(await db.select().from(members)).toHaveLength(1);
});

test.each([
  ["La Rédaction", "ada99", "ada99"],
  ["Claire\u202e", undefined, "Membre"],
  ["C1aire Morneau", "admin", "Membre"],
  [undefined, undefined, "Membre"],
])("replaces a refused name (%j, login %j)", async (name, login, expected) => {
  await createMember(db, { name: "Claire Morneau", email: "c@example.org", role: "editor", password });
  const made = await findOrCreateMemberByIdentity(db, "github", "7", { ...profile, name: name ?? null, login });
  if (!made.ok) throw new Error(made.code);
  const [row] = await db.select().from(members).where(eq(members.id, made.value.id));
  expect(row).toMatchObject({ name: expected, handle: expected.toLowerCase() });
});

test("links a confirmed account with the verified address and keeps its password", async () => {
  const id = await account(true);
  expect(await findOrCreateMemberByIdentity(db, "google", "x", profile)).toEqual({ ok: true, value: { id } });
  expect((await verifyPassword(db, "ada@example.org", password)).ok).toBe(true);
  expect(await db.select({ id: memberIdentities.memberId }).from(memberIdentities)).toEqual([{ id }]);
});

test("locks out a squatter once the address's owner signs in", async () => {
  const id = await account(false);
  const session = await startSession(db, id, "password", "");
  const elsewhere = await issueToken(db, "changeEmail", id, "eve@example.org");
  expect(await findOrCreateMemberByIdentity(db, "google", "x", profile)).toEqual({ ok: true, value: { id } });
  expect(await findToken(db, "changeEmail", elsewhere)).toBeUndefined();
  expect((await verifyPassword(db, "ada@example.org", password)).ok).toBe(false);
  expect(await findViewer(db, { ...session, memberId: id })).toBeUndefined();
  expect((await db.select().from(members))[0]?.confirmedAt).toBeInstanceOf(Date);
});

test.each([
  [{ email: "ada@example.org" }],
  [{ email: "ada@example.org", email_verified: false }],
  [{ email: "ada@example.org", email_verified: null }],
  [{ email: null, email_verified: true }],
  [undefined],
])("rejects the unverified profile %j", async (given) => {
  await account(true);
  expect(await findOrCreateMemberByIdentity(db, "github", "7", given)).toMatchObject({
    ok: false,
    code: "identity.noEmail",
  });
  expect(await db.select().from(memberIdentities)).toEqual([]);
});

test("creates one member for two concurrent first sign-ins", async () => {
  const both = await Promise.all([1, 2].map(() => findOrCreateMemberByIdentity(db, "github", "7", profile)));
  expect(both[0]).toEqual(both[1]);
  expect(await db.select().from(members)).toHaveLength(1);
});

test("refuses a deleted member's identity", async () => {
  await findOrCreateMemberByIdentity(db, "github", "7", profile);
  await db.update(members).set({ deletedAt: new Date(), email: null }).where(eq(members.name, "Ada Lovelace"));
  expect(await findOrCreateMemberByIdentity(db, "github", "7", profile)).toMatchObject({ code: "identity.gone" });
});
