import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { memberSessions, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { createMember } from "#features/members/mutations.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { signInMail } from "../mail/jobs.ts";
import { startSession } from "../sessions/mutations.ts";
import { verifyPassword } from "../sign-in/verify-password.ts";
import { findToken, issueToken } from "../tokens.ts";
import { findViewer } from "../viewer.ts";
import { confirmEmail, consumeMagicLink, queueSignInMail, registerMember, resetPassword } from "./mutations.ts";

const { db, sql, clear } = testDatabase();
const password = "quatre tuiles sur un phare";
const ada = { name: "Ada Lovelace", email: "ada@example.org", password, next: "/" };
let serial = 0;

beforeEach(async () => {
  await clear();
  await openQueue(await openJobs(), signInMail);
  await sql`delete from pgboss.job`;
  // Rate limits are also kept in memory: each test has its own address.
  serial += 1;
  ada.email = `ada${serial}@example.org`;
});

const queued = async () => (await sql<{ data: object }[]>`select data from pgboss.job`).map((job) => job.data);
const anAccount = async (confirmed = false) => {
  const made = await createMember(db, { ...ada, role: "reader", confirmed });
  if (!made.ok) throw new Error(made.code);
  return made.value.id;
};

test("creates an unconfirmed account and queues one mail", async () => {
  expect(await registerMember(db, ada)).toEqual({ ok: true, value: undefined });
  const [row] = await db.select().from(members);
  expect(row).toMatchObject({ handle: "ada-lovelace", role: "reader", confirmedAt: null, email: ada.email });
  expect(await queued()).toEqual([{ letter: "registration", email: ada.email, next: "/" }]);
});

test("answers alike for an address with an account, queues the same mail and changes nothing", async () => {
  const id = await anAccount(true);
  expect(await registerMember(db, { ...ada, email: ada.email.toUpperCase(), name: "Eve" })).toEqual({
    ok: true,
    value: undefined,
  });
  expect(await db.select({ id: members.id, name: members.name }).from(members)).toEqual([{ id, name: ada.name }]);
  expect(await queued()).toMatchObject([{ letter: "registration" }]);
});

test("more registrations at once than connections all end: none waits for a second connection", async () => {
  const addresses = Array.from({ length: 12 }, (_, n) => `many${n}@example.org`);
  await Promise.all(addresses.map((email) => registerMember(db, { ...ada, email })));
  expect(await queued()).toHaveLength(addresses.length);
});

test("mails one address at most five times an hour and keeps the response the same", async () => {
  for (let turn = 0; turn < 8; turn += 1) expect((await registerMember(db, ada)).ok).toBe(true);
  expect(await queued()).toHaveLength(5);
});

test.each(["magic", "reset", "confirm"] as const)(
  "a %s link is sent five times an hour to one address, however it is written; others still get theirs",
  async (letter) => {
    for (let turn = 0; turn < 8; turn += 1)
      await queueSignInMail(db, letter, turn % 2 ? ada.email : ada.email.toUpperCase(), "/");
    expect(await queued()).toHaveLength(5);
    await queueSignInMail(db, letter, `other-${ada.email}`, "/");
    expect(await queued()).toHaveLength(6);
  },
);

test("creates one account for two concurrent registrations", async () => {
  await Promise.all([registerMember(db, ada), registerMember(db, ada), registerMember(db, ada)]);
  expect(await db.select().from(members)).toHaveLength(1);
  expect((await verifyPassword(db, ada.email, password)).ok).toBe(true);
});

test.each([
  [{ email: "a@mailinator.com" }, { email: "email.disposable" }],
  [{ email: "a@anything.33mail.com" }, { email: "email.disposable" }],
  [{ password: "motdepasse1" }, { password: "password.guessable" }],
  [{ password: "ada lovelace" }, { password: "password.guessable" }],
  [{ name: "Adm1n" }, { name: "name.reserved" }],
  [{ name: "C1aire Morneau" }, { name: "name.reserved" }],
  [{ name: "\u202eadA" }, { name: "name.characters" }],
])("refuses %j beside its field and stores nothing", async (change, fields) => {
  await createMember(db, { name: "Claire Morneau", email: "c@example.org", role: "editor", password });
  expect(await registerMember(db, { ...ada, ...change })).toMatchObject({ ok: false, fields });
  expect(await db.select().from(members)).toHaveLength(1);
  expect(await queued()).toEqual([]);
});

test("consumes a link once, and only for its purpose", async () => {
  const id = await anAccount();
  for (const [kind, use] of [
    ["confirm", (token: string) => confirmEmail(db, token)],
    ["magic", (token: string) => consumeMagicLink(db, token)],
    ["reset", (token: string) => resetPassword(db, { token, password })],
  ] as const) {
    const token = await issueToken(db, kind, id);
    if (kind !== "confirm") expect((await confirmEmail(db, token)).ok).toBe(false);
    const results = await Promise.all([use(token), use(token)]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(await use(token)).toMatchObject({ code: kind === "confirm" ? "link.confirmed" : "link.spent" });
  }
  expect(await confirmEmail(db, "nobody's")).toMatchObject({ code: "link.spent" });
});

test("revokes the earlier link when a newer one is made, and refuses an expired one", async () => {
  const id = await anAccount();
  const first = await issueToken(db, "confirm", id);
  const second = await issueToken(db, "confirm", id);
  expect((await confirmEmail(db, first)).ok).toBe(false);
  // Stored to the millisecond, "now" may be rounded up into the future.
  await sql`update member_tokens set expires_at = now() - interval '1 second'`;
  expect((await confirmEmail(db, second)).ok).toBe(false);
});

test("revokes an unconfirmed account's credentials when its sign-in link is used", async () => {
  const id = await anAccount();
  const session = await startSession(db, id, "password", "");
  expect((await consumeMagicLink(db, await issueToken(db, "magic", id))).ok).toBe(true);
  const [row] = await db.select().from(members).where(eq(members.id, id));
  expect(row).toMatchObject({ confirmedAt: expect.any(Date), passwordHash: null });
  expect(await findViewer(db, { ...session, memberId: id })).toBeUndefined();
});

test("accepts neither password of two registrations of one address, only the mailed link", async () => {
  const thief = { ...ada, password: "seize corbeaux sous la pluie", name: "Eve" };
  await registerMember(db, thief);
  const id = (await db.select().from(members))[0]?.id ?? 0;
  const session = await startSession(db, id, "password", "");
  const elsewhere = await issueToken(db, "changeEmail", id, "eve@example.org");
  // Again with the same password, as someone does whose mail is late: nothing changes.
  await registerMember(db, thief);
  expect((await verifyPassword(db, ada.email, thief.password)).ok).toBe(true);
  expect(await findViewer(db, { ...session, memberId: id })).toBeDefined();
  await registerMember(db, ada);
  for (const known of [thief.password, password]) expect((await verifyPassword(db, ada.email, known)).ok).toBe(false);
  expect(await findViewer(db, { ...session, memberId: id })).toBeUndefined();
  expect(await findToken(db, "changeEmail", elsewhere)).toBeUndefined();
  expect(await confirmEmail(db, await issueToken(db, "confirm", id))).toEqual({
    ok: true,
    value: { memberId: id, hasPassword: false, next: "" },
  });
});

test("keeps a confirmed account's password when its address is registered again", async () => {
  const id = await anAccount(true);
  await registerMember(db, { ...ada, password: "seize corbeaux sous la pluie" });
  expect((await verifyPassword(db, ada.email, password)).ok).toBe(true);
  expect((await db.select().from(members).where(eq(members.id, id)))[0]?.sessionVersion).toBe(1);
});

test("revokes what others had requested in the account when its owner confirms the address", async () => {
  const id = await anAccount();
  for (const prove of [
    async () => consumeMagicLink(db, await issueToken(db, "magic", id)),
    async () => resetPassword(db, { token: await issueToken(db, "reset", id), password }),
  ]) {
    await db.update(members).set({ confirmedAt: null }).where(eq(members.id, id));
    const elsewhere = await issueToken(db, "changeEmail", id, "eve@example.org");
    expect((await prove()).ok).toBe(true);
    expect(await findToken(db, "changeEmail", elsewhere)).toBeUndefined();
  }
});

test("revokes all sessions with a new password, and keeps the link valid after a weak one", async () => {
  const id = await anAccount(true);
  await db.update(members).set({ name: "Wil Kostrzewska" });
  const session = await startSession(db, id, "password", "");
  const token = await issueToken(db, "reset", id);
  expect(await resetPassword(db, { token, password: "azertyuiop" })).toMatchObject({
    fields: { password: "password.guessable" },
  });
  // Words about the member are no password either.
  expect(await resetPassword(db, { token, password: "wilkostrzewska" })).toMatchObject({
    fields: { password: "password.guessable" },
  });
  const fresh = "onze mouettes en vadrouille";
  expect((await resetPassword(db, { token, password: fresh })).ok).toBe(true);
  expect(await findViewer(db, { ...session, memberId: id })).toBeUndefined();
  expect((await db.select().from(memberSessions))[0]?.revokedAt).toBeInstanceOf(Date);
  expect((await verifyPassword(db, ada.email, password)).ok).toBe(false);
  expect((await verifyPassword(db, ada.email, fresh)).ok).toBe(true);
});

test("a registration of an address that came from an old site never learns whether its old password was the same", async () => {
  // MD5 of the password, as an old site may have stored it.
  const passwordHash = createHash("md5").update(password).digest("hex");
  await db.insert(members).values({ email: ada.email, name: "Ada", handle: "ada", passwordHash });
  expect(await registerMember(db, ada)).toEqual({ ok: true, value: undefined });
  const [row] = await db.select().from(members);
  // The person who set it may not own the address: only the mailed link opens the account now.
  expect(row).toMatchObject({ name: "Ada", passwordHash: null });
  expect(await queued()).toMatchObject([{ letter: "registration" }]);
});
