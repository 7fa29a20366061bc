import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { dsaNoticeEvents } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { requestEmailChange } from "#features/auth/credentials/mutations.ts";
import { queueAccountMail, sendAccountMail } from "#features/auth/mail/account-mail.ts";
import { accountMailTemplates } from "#features/auth/mail/account-mail-templates.ts";
import { accountMail, signInMail } from "#features/auth/mail/jobs.ts";
import { sendSignInMail } from "#features/auth/mail/sign-in-mail.ts";
import { type SignInMailTemplate, signInMailTemplates } from "#features/auth/mail/sign-in-mail-templates.ts";
import { registerMember } from "#features/auth/registration/mutations.ts";
import { sendNoticeMail } from "#features/dsa-notices/mail.ts";
import { contestNotice, decideNotice, reviewNotice, sendNotice } from "#features/dsa-notices/mutations.ts";
import { createMember } from "#features/members/mutations.ts";
import { env } from "#lib/env.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { codeFiles, readSource } from "./house/source-files.ts";

const { db, sql, clear } = testDatabase();
const password = "quatre tuiles sur un phare";
/** A text that an attacker would like to send to a stranger in the site's name. */
const marker = "Zqxannonce";
let serial = 0;

beforeEach(async () => {
  await clear();
  await openQueue(await openJobs(), signInMail);
  await openQueue(await openJobs(), accountMail);
  await sql`delete from pgboss.job`;
  if (env().DATA_DIR.includes("vigie-stranger-")) rmSync(env().DATA_DIR, { recursive: true, force: true });
  env().DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-stranger-"));
  env().SMTP_URL = undefined;
  serial += 1;
});

/** All mails written so far, with soft line breaks removed. */
function written(): string[] {
  try {
    const folder = join(env().DATA_DIR, "mail");
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8").replace(/=\r?\n/g, ""));
  } catch {
    return [];
  }
}
const queued = async <T>() =>
  (await sql<{ data: T }[]>`select data from pgboss.job order by created_on, id`).map(({ data }) => data);

test("mails are sent by these files only: a new one adds its part to this test", () => {
  const senders = codeFiles({ under: ["features", "lib", "server", "app"] })
    .filter((path) => !path.startsWith("server/testing/"))
    .filter((path) => /\b(sendMail|sendClaimed|createTransport)\(/.test(readSource(path)))
    .filter((path) => !["lib/mail/send-mail.ts", "lib/mail/mail-claims.ts", "lib/mail/smtp.ts"].includes(path));
  expect(senders).toEqual(
    [
      // Only to the confirmed owner of an account (`findMailRecipient`), about decisions on it: the text is the moderators', never that of a comment or
      // an appeal.
      "features/moderation/appeals/mail.ts",
      "features/moderation/statements/mail.ts",
      "features/auth/mail/account-mail.ts",
      "features/auth/mail/sign-in-mail.ts",
      // Text typed by an administrator.
      "features/staff/invitations/mail.ts",
      "features/dsa-notices/mail.ts",
      // Nothing that the visitor typed: the address only.
      "features/newsletter/signup/mail.ts",
      // Only to confirmed members, about notifications that their settings ask for; comments are quoted to those who were answered.
      "features/notifications/mails/send.ts",
      // Only to confirmed moderators and administrators: figures, titles of articles, and visible comments.
      "features/moderation-digest/mails/send.ts",
      // Only to administrators, with constant words and figures.
      "features/health/incidents/mail.ts",
      "features/jobs/heartbeat/mail.ts",
      // An issue of the editors, to the address of the account that requests it.
      "features/newsletter/issues/test-mail.ts",
      // Fixed words, to the address that the operator types on the command line.
      "features/mail/check/round-trip.ts",
    ].sort(),
  );
});

describe("registering a stranger's address", () => {
  test.each(Object.keys(signInMailTemplates) as SignInMailTemplate[])(
    "puts none of the sender's words into the mail %s",
    async (letter) => {
      const email = `victime${serial}@exemple.test`;
      const next = `/${marker}`;
      expect(await registerMember(db, { email, name: marker, password, next })).toMatchObject({ ok: true });
      await sendSignInMail(db, { letter: letter === "known" ? "registration" : letter, email, next });
      expect(written()).toHaveLength(1);
      expect(written().join()).not.toContain(marker);
    },
  );

  test("sends no mail about the account, whatever its creator changes in it", async () => {
    const email = `victime${serial}@exemple.test`;
    await registerMember(db, { email, name: marker, password, next: "/" });
    const [member] = await sql<{ id: number }[]>`select id from members`;
    await sql`delete from pgboss.job`;
    for (const letter of accountMailTemplates)
      await queueAccountMail(db, Number(member?.id), letter, { passkey: marker, address: `${marker}@exemple.test` });
    expect(await queued()).toEqual([]);
    await sql`update members set confirmed_at = now()`;
    for (const letter of accountMailTemplates) await queueAccountMail(db, Number(member?.id), letter);
    expect(await queued()).toHaveLength(accountMailTemplates.length);
  });
});

test.each([false, true])(
  "a member who requests a stranger's address sends them no text (it has an account: %s)",
  async (taken) => {
    const made = await createMember(db, { email: `eve${serial}@exemple.test`, name: marker, role: "reader", password });
    if (!made.ok) throw new Error(made.code);
    const email = `victime${serial}@exemple.test`;
    if (taken) await createMember(db, { email, name: "Ada", role: "reader", password });
    expect(await requestEmailChange(db, made.value.id, email)).toMatchObject({ ok: true });
    const jobs = await queued<Parameters<typeof sendAccountMail>[1]>();
    expect(jobs.map(({ letter, to }) => `${letter} ${to}`).sort()).toEqual([
      `addressAsked eve${serial}@exemple.test`,
      `addressConfirm ${email}`,
    ]);
    // Includes jobs that a former version queued with the name.
    for (const job of jobs)
      if (job.to === email) await sendAccountMail(db, { ...job, name: marker, address: `${marker}@exemple.test` });
    expect(written()).toHaveLength(1);
    expect(written()[0]).toContain(`To: ${email}`);
    expect(written().join()).not.toContain(marker);
  },
);

test("a notice in a stranger's name puts none of its words into the receipt, the decision or the reopening", async () => {
  const article = await upsertArticle(db, {
    slug: "fil",
    status: "published",
    title: "Fil",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(),
  });
  const moderators = [];
  for (const name of ["Modo", "Autre"]) {
    const made = await createMember(db, {
      email: `${name.toLowerCase()}${serial}@exemple.test`,
      name,
      role: "moderator",
      password,
    });
    if (made.ok) moderators.push({ id: made.value.id });
  }
  const [first = { id: 0 }, second = { id: 0 }] = moderators;
  const sent = await sendNotice(
    db,
    {
      ground: "hate",
      address: `http://localhost:3000/articles/fil?${marker}#${marker}`,
      explanation: `${marker} `.repeat(5),
      name: marker,
      email: `victime${serial}@exemple.test`,
    },
    "http://localhost:3000",
  );
  if (!sent.ok) throw new Error(sent.code);
  const { reference } = sent.value;
  const [notice] = await sql<{ id: number }[]>`select id from dsa_notices where article_id = ${article.id}`;
  const id = Number(notice?.id);
  const decideAs = async (actor: { id: number }, version: number) =>
    decideNotice(db, actor, {
      notice: id,
      version,
      measure: "none",
      reasons: "Le passage est permis par la loi.",
      note: () => "",
    });
  const eventOf = async () =>
    Math.max(...(await db.select({ id: dsaNoticeEvents.id }).from(dsaNoticeEvents)).map((event) => event.id));
  const version = async () => Number((await sql`select version from dsa_notices where id = ${id}`)[0]?.version);

  await sendNoticeMail(db, { notice: id, letter: "receipt" });
  expect(await decideAs(first, await version())).toMatchObject({ ok: true });
  await sendNoticeMail(db, { notice: id, letter: "outcome", event: await eventOf() });
  expect(await contestNotice(db, { reference, why: `${marker} `.repeat(5) })).toMatchObject({ ok: true });
  expect(await decideAs(second, await version())).toMatchObject({ ok: true });
  await sendNoticeMail(db, { notice: id, letter: "outcome", event: await eventOf() });
  expect(await reviewNotice(db, second, { notice: id, version: await version() })).toMatchObject({ ok: true });
  await sendNoticeMail(db, { notice: id, letter: "again", event: await eventOf() });
  expect(written()).toHaveLength(4);
  expect(written().join()).not.toContain(marker);
});
