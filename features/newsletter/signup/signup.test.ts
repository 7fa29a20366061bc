import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { newsletterSignups, newsletterSubscribers, newsletterTopics } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { requestPreferencesLink } from "#features/newsletter/preferences/mutations.ts";
import { endSubscription } from "#features/newsletter/subscribers/mutations.ts";
import { findSubscriberByToken } from "#features/newsletter/subscribers/queries.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { translator } from "#i18n/translator.ts";
import { parseForm, readTypedValues } from "#lib/action.ts";
import { env } from "#lib/env.ts";
import { openJobs, openQueue, runNextJob } from "#lib/jobs.ts";
import { decodeMail } from "#lib/mail/mail-testing.ts";
import { preferencesLinkJob, signupMailJob } from "./jobs.ts";
import { sendPreferencesLink, sendSignupMail } from "./mail.ts";
import { confirmSignup, requestSignup } from "./mutations.ts";
import { findSignupByToken } from "./queries.ts";
import { consentVersion, dailySignups, signupsWhileMany } from "./rules.ts";
import { signupSchema } from "./schema.ts";

const { db, sql, clear, queries } = testDatabase();
let topics: number[] = [];

beforeEach(async () => {
  await clear();
  rmSync(env().DATA_DIR, { recursive: true, force: true });
  env().DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-signup-"));
  env().SMTP_URL = undefined;
  for (const job of [signupMailJob, preferencesLinkJob]) await openQueue(await openJobs(), job);
  await sql`delete from pgboss.job`;
  const rows = await db
    .insert(newsletterTopics)
    .values([
      { slug: "failles", name: "Failles", position: 0 },
      { slug: "metier", name: "Métier", position: 1 },
    ])
    .returning({ id: newsletterTopics.id });
  topics = rows.map(({ id }) => id);
});

const consent = () => consentVersion(translator()("subscription.consent", { site: "Vigie" }));
const request = (
  email: string,
  more: Partial<Parameters<typeof requestSignup>[1]> = {},
  bounds?: { many?: number; max?: number },
) =>
  requestSignup(
    db,
    {
      email,
      topics: topics.slice(0, 1),
      rhythm: "monthly",
      alerts: false,
      page: "/",
      consent: consent(),
      website: "",
      network: "203.0.113.7",
      ...more,
    },
    bounds,
  );
const signups = () => db.select().from(newsletterSignups).orderBy(newsletterSignups.id);

/** Runs the waiting mail jobs, and returns the mails that they wrote, oldest first. */
async function readMails() {
  const boss = await openJobs();
  while (await runNextJob(boss, db, signupMailJob, sendSignupMail));
  while (await runNextJob(boss, db, preferencesLinkJob, sendPreferencesLink));
  const folder = join(env().DATA_DIR, "mail");
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files.map((file) => decodeMail(readFileSync(join(folder, file), "latin1")));
}

const tokenIn = (mail = "") => /[?&][st]=([\w-]{54})/.exec(mail)?.[1] ?? "";

describe("a sign-up", () => {
  test("is mailed a link that confirms it", async () => {
    expect(await request("ada@example.org")).toEqual({ ok: true, value: undefined });
    const [mail, ...more] = await readMails();
    expect(more).toEqual([]);
    expect(mail).toContain("To: ada@example.org");
    expect(mail).toMatch(/7\sjours/);
    const token = tokenIn(mail);
    expect(await findSignupByToken(db, token)).toMatchObject({ ok: true });
    expect(await db.$count(newsletterSubscribers)).toBe(0);
    expect(await confirmSignup(db, token)).toMatchObject({ value: { outcome: "subscribed" } });
    expect(await findSignupByToken(db, token)).toMatchObject({ value: { confirmed: { outcome: "subscribed" } } });
    const [subscriber] = await db.select().from(newsletterSubscribers);
    await endSubscription(db, subscriber?.id ?? 0, "page");
    expect(await findSignupByToken(db, token)).toMatchObject({ ok: false, code: "subscription.link.used" });
  });

  test("of a known address is mailed the way to the preferences, and changes nothing", async () => {
    await request("ada@example.org");
    const [first] = await readMails();
    await confirmSignup(db, tokenIn(first));
    const before = await db.select().from(newsletterSubscribers);
    const answer = await request("ADA@example.org", { topics, rhythm: "weekly", alerts: true });
    expect(answer).toEqual(await request("new@example.org"));
    const mail = (await readMails()).find((text) => text.includes("/newsletter/preferences"));
    expect(mail).toContain("To: ada@example.org");
    expect(await findSubscriberByToken(db, tokenIn(mail))).toMatchObject({ address: "ada@example.org" });
    expect(await db.select().from(newsletterSubscribers)).toEqual(before);
    expect((await signups()).map(({ state }) => state).sort()).toEqual(["confirmed", "known", "sent"]);
  });

  test("takes the same statements for a known address as for a new one", async () => {
    await request("ada@example.org");
    const [mail] = await readMails();
    await confirmSignup(db, tokenIn(mail));
    await request("warm@example.org");
    const texts = async (email: string) =>
      (await queries(() => request(email, { topics }))).statements.map((text) => text.replace(/\d+/g, "N"));
    expect(await texts("ada@example.org")).toEqual(await texts("bob@example.org"));
  });

  test("sent twice at once, or its job run twice, is mailed once", async () => {
    await Promise.all([1, 2].map(() => request("tim@example.org")));
    const [signup] = await signups();
    await readMails();
    await sendSignupMail(db, { signup: signup?.id ?? 0 });
    expect(await readMails()).toHaveLength(1);
    expect(await signups()).toHaveLength(1);
    await request("tim@example.org", { topics });
    expect(await readMails()).toHaveLength(2);
  });

  test("is not mailed beyond the mailbox's limit, with the same answer", async () => {
    for (let at = 0; at < 8; at += 1)
      expect(await request(`a.da+${at}@gmail.com`)).toEqual({ ok: true, value: undefined });
    expect(await readMails()).toHaveLength(3);
  });

  test("is refused for a domain without a dot, except on a private machine", async () => {
    expect(await request("ada@gmail")).toMatchObject({ fields: { email: "email.invalid" } });
    expect(await db.$count(newsletterSignups)).toBe(0);
    const { SITE_URL } = env();
    env().SITE_URL = "http://localhost:3000";
    expect(await request("ada@localhost")).toMatchObject({ ok: true });
    env().SITE_URL = SITE_URL;
  });

  test("of a disposable address waits for an administrator", async () => {
    expect(await request("ada@mailinator.com")).toEqual({ ok: true, value: undefined });
    expect(await readMails()).toEqual([]);
    expect(await signups()).toMatchObject([{ state: "held" }]);
  });

  test("of a program is dropped with the same answer", async () => {
    expect(await request("ada@example.org", { website: "x" })).toEqual({ ok: true, value: undefined });
    expect(await signups()).toEqual([]);
  });

  test("is refused beyond the bound on open ones, without a topic, with an old sentence, or while closed", async () => {
    await request("one@example.org");
    await request("two@example.org");
    expect(await request("three@example.org", {}, { many: 2, max: 2 })).toMatchObject({ code: "subscription.full" });
    await db.update(newsletterSignups).set({ expiresAt: new Date(0) });
    expect(await request("three@example.org", {}, { many: 2, max: 2 })).toMatchObject({ ok: true });
    for (const none of [[], [999_999]])
      expect(await request("x@example.org", { topics: none })).toMatchObject({
        fields: { topics: "subscription.noTopic" },
      });
    expect(await request("x@example.org", { consent: "other" })).toMatchObject({ code: "subscription.consentChanged" });
    expect(await request("x@example.org", { rhythm: "never" })).toMatchObject({
      fields: { rhythm: "subscription.noMail" },
    });
    await setSetting(db, "newsletter.enabled", 0);
    expect(await request("x@example.org")).toMatchObject({ code: "subscription.closed" });
  });

  test("is open to other networks while one of them has sent too many", async () => {
    for (let n = 0; n < 4; n += 1) await request(`made-up-${n}@example.org`);
    const crowded = { many: 4, max: 100 };
    for (let n = 4; n < 20; n += 1) await request(`made-up-${n}@example.org`, {}, crowded);
    expect(await request("more@example.org", {}, crowded)).toMatchObject({ code: "subscription.full" });
    expect(await signups()).toHaveLength(4 + signupsWhileMany.points);
    expect(await request("lea@example.org", { network: "198.51.100.1" }, crowded)).toMatchObject({ ok: true });
    const other = { network: "192.0.2.9" };
    for (let n = 0; n < 8; n += 1) await request(`x${n}@example.org`, other);
    await sql`update rate_limits set points = ${dailySignups.points} where key like ${`${dailySignups.name}:%`}`;
    expect(await request("zoe@example.org", other)).toMatchObject({ code: "subscription.full" });
    const keys = await sql`select key from rate_limits`;
    expect(JSON.stringify(keys)).not.toContain("192.0.2.9");
  });

  test("leaves out a topic that was deleted or ended while the form was open", async () => {
    await db
      .update(newsletterTopics)
      .set({ endedAt: new Date() })
      .where(eq(newsletterTopics.id, topics[1] ?? 0));
    await request("eva@example.org", { topics: [...topics, 999_999] });
    expect(await signups()).toMatchObject([{ topicIds: topics.slice(0, 1) }]);
  });
});

describe("a new link to the preferences", () => {
  test("is mailed to subscribers only, also after the end", async () => {
    await request("ida@example.org");
    const [first] = await readMails();
    const done = await confirmSignup(db, tokenIn(first));
    if (done.ok) await endSubscription(db, done.value.subscriberId, "page");
    await requestPreferencesLink(db, "IDA@example.org");
    await requestPreferencesLink(db, "stranger@example.org");
    const mails = await readMails();
    expect(mails).toHaveLength(2);
    expect(await findSubscriberByToken(db, tokenIn(mails[1]))).toMatchObject({ address: "ida@example.org" });
  });

  test("takes the same statements for any address, and its job keeps none", async () => {
    await request("uma@example.org");
    const [first] = await readMails();
    await confirmSignup(db, tokenIn(first));
    await requestPreferencesLink(db, "warm@example.org");
    const texts = async (email: string) => (await queries(() => requestPreferencesLink(db, email))).statements;
    expect(await texts("uma@example.org")).toEqual(await texts("other@example.org"));
    const jobs = await sql`select data from pgboss.job where name = ${preferencesLinkJob.name}`;
    expect(jobs).toHaveLength(3);
    expect(JSON.stringify(jobs)).not.toContain("@");
  });
});

describe("the form", () => {
  const parse = (fields: [string, string][]) => {
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    return parseForm(signupSchema, form);
  };
  const email = (value: string) => parse([["email", value]]);

  test("reads one topic, several, or none", () => {
    const read = (values: string[]) =>
      parse([["email", "ada@example.org"], ...values.map((value): [string, string] => ["topics", value])]);
    expect(read([])).toMatchObject({ value: { topics: [], rhythm: "monthly", alerts: false, page: "/newsletter" } });
    expect(read(["7"])).toMatchObject({ value: { topics: [7] } });
    expect(read(["7", "8"])).toMatchObject({ value: { topics: [7, 8] } });
    for (const wrong of [["x"], ["7", "-1"], ["9".repeat(400)], Array.from({ length: 10_000 }, () => "7")])
      expect(read(wrong)).toMatchObject({ fields: { topics: "form.stale" } });
  });

  test("refuses what is not one address", () => {
    for (const wrong of [
      '"ada lovelace"@example.org',
      "ada@example.org\r\nBcc: eve@example.org",
      "ada@example.org,eve@example.org",
      `${"a".repeat(310)}@example.org`,
      `${"a".repeat(1_000_000)}`,
      "ada",
      "",
    ])
      expect(email(wrong)).toMatchObject({ ok: false, fields: { email: "email.invalid" } });
    expect(email(" ada@EXÄMPLE.org ")).toMatchObject({ value: { email: "ada@xn--exmple-cua.org" } });
  });

  test("keeps only paths of this site as its page", () => {
    const page = (value: string) =>
      parse([
        ["email", "ada@example.org"],
        ["page", value],
      ]);
    expect(page("/articles/un")).toMatchObject({ value: { page: "/articles/un" } });
    for (const other of ["https://evil.example/", "//evil.example", "/\\evil.example", "", "javascript:1"])
      expect(page(other)).toMatchObject({ value: { page: "/newsletter" } });
  });

  test("never throws, and a refusal has a message for a field", () => {
    const names = fc.constantFrom("email", "topics", "rhythm", "alerts", "page", "consent", "website");
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.oneof(fc.string(), fc.constantFrom("1", "monthly", "/")))), (fields) => {
        const parsed = parse(fields);
        if (!parsed.ok) expect(Object.values(parsed.fields ?? {}).length).toBeGreaterThan(0);
        else expect(parsed.value.email).toMatch(/^[\x21-\x7e]+@[a-z0-9._-]+$/);
      }),
    );
  });

  test("gets the checked topics back after a refusal, one per line", () => {
    const form = new FormData();
    for (const value of ["1", "2"]) form.append("topics", value);
    expect(readTypedValues(form)).toEqual({ topics: "1\n2" });
  });
});
