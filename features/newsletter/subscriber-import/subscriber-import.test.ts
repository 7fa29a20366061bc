import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  newsletterConsents,
  newsletterSignups,
  newsletterSubscribers,
  newsletterSubscriberTopics,
  newsletterTopics,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { signupMailJob } from "../signup/jobs.ts";
import { confirmSignup } from "../signup/mutations.ts";
import { createSignupToken } from "../signup/signup-token.ts";
import { importSubscribers, type SubscriberImportOptions } from "./import-subscribers.ts";
import { formatSubscribers } from "./report.ts";

const { db, sql, clear } = testDatabase();
process.env.AUTH_SECRET ??= "a secret of these tests";
const folder = mkdtempSync(join(tmpdir(), "vigie-subscribers-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "list.csv");

beforeEach(async () => {
  await clear();
  await openQueue(await openJobs(), signupMailJob);
  await sql`delete from pgboss.job`;
  await db.insert(newsletterTopics).values([
    { slug: "failles", name: "Failles", position: 0 },
    { slug: "metier", name: "Métier", position: 1 },
  ]);
});

function bring(content: string, options: Partial<SubscriberImportOptions> = {}) {
  writeFileSync(file, content);
  return importSubscribers(db, { file, ...options });
}
const everySubscriber = () => db.select().from(newsletterSubscribers).orderBy(asc(newsletterSubscribers.id));
const states = async () => (await everySubscriber()).map(({ address, state }) => `${address} ${state}`);

describe("reads", () => {
  test("MailPoet, with a line for each list and its way of writing quotation marks", async () => {
    const report = await bring(
      '\uFEFF"Email","First name","Subscription time","Confirmation time","List status","Global status","List"\n' +
        '"ada@example.org","Ada \\"Bo\\", L","2019-05-03 08:00:00","2019-05-04 09:00:00","unsubscribed","subscribed","Failles"\n' +
        '"ada@example.org","Ada","2019-05-03 08:00:00","2019-05-04 09:00:00","subscribed","subscribed","Tout"\n' +
        '"bob@example.org","","2019-05-03 08:00:00","","unconfirmed","unconfirmed","Tout"\n' +
        '"eve@example.org","","2019-05-03 08:00:00","2019-05-04 09:00:00","subscribed","unsubscribed","Tout"\n' +
        '"jo@example.org","","2019-05-03 08:00:00","2019-05-04 09:00:00","subscribed","bounced","Tout"\n' +
        '"left@example.org","","2019-05-03 08:00:00","2019-05-04 09:00:00","unsubscribed","subscribed","Failles"\n',
    );
    expect(report).toMatchObject({
      source: "MailPoet",
      subscribed: 1,
      unsubscribed: 2,
      bounced: 1,
      repeated: 1,
      wrong: [],
    });
    expect(report.unconfirmed).toEqual({ asked: 0, askedBefore: 0, waiting: 1 });
    expect(await states()).toEqual([
      "ada@example.org active",
      "eve@example.org ended",
      "jo@example.org suppressed",
      "left@example.org ended",
    ]);
  });

  test("Mailchimp's three files", async () => {
    const head = "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP";
    const row = (email: string) => `${email},"Ada, Jr",2,2019-05-03 08:00:00,192.0.2.1,2019-05-03 08:10:00,192.0.2.1`;
    const tail = ",LEID,EUID,NOTES\n";
    expect(await bring(`${head},LAST_CHANGED${tail}${row("a@example.org")},2020-01-01 00:00:00,1,x,\n`)).toMatchObject({
      source: "Mailchimp",
      subscribed: 1,
    });
    await bring(`${head},UNSUB_TIME,UNSUB_REASON${tail}${row("b@example.org")},2020-01-01 00:00:00,NONE,1,x,\n`);
    await bring(`${head},CLEAN_TIME${tail}${row("c@example.org")},2020-01-01 00:00:00,1,x,\n`);
    expect(await states()).toEqual(["a@example.org active", "b@example.org ended", "c@example.org suppressed"]);
  });

  test("The Newsletter Plugin", async () => {
    const head = '"Email";"Name";"Surname";"Sex";"Status";"Date";"Token";\n';
    const rows = ["C", "S", "U", "B"].map(
      (letter) => `"${letter}@example.org";"A";"B";"n";"${letter}";"2019-05-03 08:00:00";"tok";\n`,
    );
    expect(await bring(head + rows.join(""))).toMatchObject({
      source: "The Newsletter Plugin",
      subscribed: 1,
      unsubscribed: 1,
      bounced: 1,
      unconfirmed: { waiting: 1 },
    });
  });

  test("a plain list; without a date there is no proof of consent", async () => {
    const report = await bring("email,confirmed_at\na@example.org,2019-05-04T09:00:00+02:00\nb@example.org,\n");
    expect(report).toMatchObject({ source: "CSV", subscribed: 1, unconfirmed: { waiting: 1 } });
    expect(await bring("email,status\nc@example.org,subscribed\nd@example.org,unsubscribed\n")).toMatchObject({
      subscribed: 0,
      unsubscribed: 1,
      unconfirmed: { waiting: 1 },
    });
  });
});

test("stores the moment and the way of a consent, and neither address nor IP with it", async () => {
  await bring(
    "email,created_at,confirmed_at,confirmed_ip\nAda@Example.org,2019-05-03 08:00:00,2019-05-04 09:00:00,192.0.2.9\n",
  );
  expect(await everySubscriber()).toMatchObject([
    { address: "Ada@example.org", rhythm: "monthly", alerts: false, confirmedAt: new Date("2019-05-04T09:00:00Z") },
  ]);
  const consents = await db.select().from(newsletterConsents);
  expect(consents).toMatchObject([
    {
      event: "subscribed",
      via: "staff",
      page: "import",
      requestedAt: new Date("2019-05-03T08:00:00Z"),
      topics: ["Failles", "Métier"],
    },
  ]);
  expect(consents[0]?.consentText).toMatch(/3\smai\s2019.*4\smai\s2019.*CSV/);
  expect(JSON.stringify(consents)).not.toMatch(/@|192\.0/);
  expect(await db.$count(newsletterSubscriberTopics)).toBe(2);
});

test("leaves those who are here alone, and changes nothing the second time", async () => {
  const list =
    "email,status,confirmed_at\na@example.org,subscribed,2019-05-04\nb@example.org,unsubscribed,2019-05-04\nc@example.org,bounced,2019-05-04\n";
  await bring(list);
  await db
    .update(newsletterSubscribers)
    .set({ state: "ended" })
    .where(eq(newsletterSubscribers.address, "a@example.org"));
  const before = [await everySubscriber(), await db.select().from(newsletterConsents)];
  const report = await bring(list.replace("b@example.org,unsubscribed", "B@EXAMPLE.org,subscribed"));
  expect(report).toMatchObject({ subscribed: 0, unsubscribed: 0, bounced: 0, existing: 3 });
  expect([await everySubscriber(), await db.select().from(newsletterConsents)]).toEqual(before);
});

test("asks unconfirmed ones once, one every three seconds, and only when told to", async () => {
  const list = `email,status\n${Array.from({ length: 4 }, (_, n) => `u${n}@example.org,unconfirmed\n`).join("")}`;
  const silent = await bring(list);
  expect(formatSubscribers(silent, file).join("\n")).toContain(`newsletter import ${file} --ask-unconfirmed`);
  expect(await db.$count(newsletterSignups)).toBe(0);
  expect((await bring(list, { askUnconfirmed: true })).unconfirmed).toEqual({ asked: 4, askedBefore: 0, waiting: 0 });
  const jobs = await sql<{ at: string }[]>`select start_after as at from pgboss.job order by start_after`;
  const gaps = jobs.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(jobs[index]?.at ?? ""));
  expect(gaps).toEqual([3_000, 3_000, 3_000]);
  expect((await bring(list, { askUnconfirmed: true })).unconfirmed).toEqual({ asked: 0, askedBefore: 4, waiting: 0 });
  // Also when the sign-up has expired and is deleted.
  await db.delete(newsletterSignups);
  expect((await bring(list, { askUnconfirmed: true })).unconfirmed.askedBefore).toBe(4);
  expect(await sql`select from pgboss.job`).toHaveLength(4);
});

test("a confirmed answer subscribes", async () => {
  await bring("email\na@example.org\n", { askUnconfirmed: true, topics: ["metier"], rhythm: "weekly" });
  const [signup] = await db.select().from(newsletterSignups);
  if (!signup) throw new Error("no sign-up");
  expect(await confirmSignup(db, createSignupToken(signup))).toMatchObject({
    ok: true,
    value: { outcome: "subscribed" },
  });
  expect(await everySubscriber()).toMatchObject([{ address: "a@example.org", state: "active", rhythm: "weekly" }]);
});

test("counts wrong lines by number, writes nothing in a dry run, and names what is missing", async () => {
  const list =
    "email,status,confirmed_at\nnot an address,subscribed,2019-05-04\na@example.org,strange,2019-05-04\nb@example.org\n=1+1@x,subscribed,\n\u0000,subscribed,\nc@example.org,subscribed,2019-05-04\n";
  const report = await bring(list, { dryRun: true });
  expect(report.wrong).toEqual([
    { reason: "address", count: 2, lines: [2, 6] },
    { reason: "status", count: 1, lines: [3] },
    { reason: "cells", count: 1, lines: [4] },
  ]);
  expect(report.subscribed).toBe(1);
  expect(JSON.stringify(report)).not.toContain("@");
  expect(await everySubscriber()).toEqual([]);
  await expect(bring(list, { topics: ["nowhere"] })).rejects.toThrow(
    "There is no topic nowhere on offer. Topics: failles, metier.",
  );
  await db.update(newsletterTopics).set({ endedAt: new Date() });
  await expect(bring(list)).rejects.toThrow("no topic on offer");
});
