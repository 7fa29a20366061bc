import { beforeEach, expect, test } from "vitest";
import { members, newsletterSignups, newsletterSubscribers, newsletterTopics } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { signupMailJob } from "#features/newsletter/signup/jobs.ts";
import { confirmSignup, deleteExpiredSignups } from "#features/newsletter/signup/mutations.ts";
import { createSignupToken } from "#features/newsletter/signup/signup-token.ts";
import { createLinkKey, endSubscription, eraseAddress } from "#features/newsletter/subscribers/mutations.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { consentsToCsv } from "./consents-csv.ts";
import { decideHeldSignup } from "./mutations.ts";
import { countSubscribers, listHeldSignups, listSubscribers, readConsents, subscribersPerPage } from "./queries.ts";

const { db, sql, clear } = testDatabase();
let admin = 0;
let topicId = 0;

beforeEach(async () => {
  await clear();
  await openQueue(await openJobs(), signupMailJob);
  await sql`delete from pgboss.job`;
  const [member] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "admin" }).returning();
  const [topic] = await db.insert(newsletterTopics).values({ slug: "failles", name: "Failles" }).returning();
  admin = member?.id ?? 0;
  topicId = topic?.id ?? 0;
});

const hour = 3_600_000;

async function signUp(address: string, more: Partial<typeof newsletterSignups.$inferInsert> = {}) {
  const [row] = await db
    .insert(newsletterSignups)
    .values({
      address,
      topicIds: [topicId],
      rhythm: "monthly",
      alerts: true,
      page: "/",
      consentText: "=J’accepte",
      state: "sent",
      linkKey: createLinkKey(),
      expiresAt: new Date(Date.now() + hour),
      ...more,
    })
    .returning();
  if (!row) throw new Error("No row.");
  return row;
}
async function subscribe(address: string) {
  const done = await confirmSignup(db, createSignupToken(await signUp(address)));
  return done.ok ? done.value.subscriberId : 0;
}

test("a held sign-up is decided once; if allowed, its mail is queued and its link is valid from then on", async () => {
  const held = await signUp("ada@mailinator.com", { state: "held", expiresAt: new Date(0) });
  const other = await signUp("eve@mailinator.com", { state: "held" });
  expect((await listHeldSignups(db)).map(({ address }) => address)).toEqual([
    "ada@mailinator.com",
    "eve@mailinator.com",
  ]);
  const both = await Promise.all(
    (["allow", "allow"] as const).map((act) => decideHeldSignup(db, admin, { id: held.id, act })),
  );
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await decideHeldSignup(db, admin, { id: other.id, act: "refuse" })).toMatchObject({ ok: true });
  expect(await decideHeldSignup(db, admin, { id: other.id, act: "allow" })).toMatchObject({
    code: "subscription.notHeld",
  });
  expect(await listHeldSignups(db)).toEqual([]);
  expect(await sql`select 1 from pgboss.job where name = ${signupMailJob.name}`).toHaveLength(1);
  expect(await confirmSignup(db, createSignupToken(held))).toMatchObject({ ok: true });
  expect(await confirmSignup(db, createSignupToken(other))).toMatchObject({ ok: false });
});

test("subscribers are counted, listed by cursor and found by a part of the address", async () => {
  const rows = Array.from({ length: subscribersPerPage + 3 }, (_, at) => ({
    address: `Member_${at}@example.org`,
    rhythm: "weekly" as const,
    linkKey: createLinkKey(),
  }));
  await db.insert(newsletterSubscribers).values(rows);
  const ada = await subscribe("ada@example.net");
  await endSubscription(db, await subscribe("bob@example.net"), "page");
  await eraseAddress(db, "Ada@example.NET", "staff");
  expect(await countSubscribers(db)).toMatchObject({ active: rows.length, ended: 2, weekly: rows.length, monthly: 0 });
  const first = await listSubscribers(db, { words: "", before: undefined });
  const second = await listSubscribers(db, { words: "", before: first.next });
  expect(second.next).toBeUndefined();
  const listed = [...first.subscribers, ...second.subscribers];
  expect(new Set(listed.map(({ id }) => id)).size).toBe(rows.length + 1);
  expect(listed.map(({ id }) => id)).not.toContain(ada);
  expect((await listSubscribers(db, { words: "BER_1@", before: undefined })).subscribers).toHaveLength(1);
  expect((await listSubscribers(db, { words: "%", before: undefined })).subscribers).toEqual([]);
});

test("one subscriber's consents are exported with their proof, safe for a spreadsheet", async () => {
  const id = await subscribe("ada@example.org");
  await endSubscription(db, id, "staff");
  const found = await readConsents(db, id);
  const lines = found ? consentsToCsv(found).trim().split("\r\n") : [];
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/ada@example\.org.*subscribed.*confirmation.*Failles.*monthly/);
  expect(lines[1]).not.toMatch(/[;,]"?=J/);
  expect(lines[2]).toMatch(/ended.*staff/);
  expect(await readConsents(db, 999_999)).toBeUndefined();
});

test("sign-ups are deleted thirty days after they expired", async () => {
  await signUp("old@example.org", { expiresAt: new Date(Date.now() - 31 * 24 * hour) });
  await signUp("new@example.org", { expiresAt: new Date(Date.now() - 29 * 24 * hour) });
  await deleteExpiredSignups(db);
  expect((await db.select().from(newsletterSignups)).map(({ address }) => address)).toEqual(["new@example.org"]);
});
