import { eq } from "drizzle-orm";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { env } from "#lib/env.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { composeAlert } from "./compose.ts";
import { sendTestMail } from "./test-mail.ts";
import { aTopic } from "./testing.ts";

const { db, clear } = testDatabase();
let smtp: Awaited<ReturnType<typeof startSmtp>>;
let editor: number;
let issueId: number;

beforeAll(async () => {
  smtp = await startSmtp();
});
afterAll(() => smtp.stop());

beforeEach(async () => {
  await clear();
  env().SMTP_URL = smtp.url;
  smtp.received.length = 0;
  editor = await aMember(db, "edith", { role: "editor", email: "edith@example.org", confirmedAt: new Date() });
  await aTopic(db, "tout");
  const composed = await composeAlert(
    db,
    editor,
    await anArticle(db, "faille", { title: "L’été : une faille à 9,8", lead: "Mettez à jour « Œdipe » dès ce soir…" }),
  );
  issueId = composed.ok ? composed.value.id : 0;
});

test("goes to the editor's own address, marked, with both parts and no personal link", async () => {
  expect(await sendTestMail(db, editor, issueId)).toEqual({ ok: true, value: { address: "edith@example.org" } });
  const [received] = smtp.received;
  expect(received?.recipients).toEqual(["edith@example.org"]);
  const mail = await PostalMime.parse(received?.source ?? "");
  expect(mail.subject).toMatch(/^\[Test\] Alerte – L’été/);
  for (const part of [mail.text, mail.html]) {
    expect(part?.replaceAll(/[\u00a0\u202f]/g, " ")).toContain("Mettez à jour « Œdipe » dès ce soir…");
    expect(part).toContain(absoluteUrl("/articles/faille"));
    expect(part).toContain(absoluteUrl(`/admin/newsletter/${issueId}`));
    expect(part).not.toMatch(/\?s=|SUBSCRIBER/);
  }
});

test("is refused without a confirmed address, and when the mail server does not answer", async () => {
  await db.update(members).set({ confirmedAt: null }).where(eq(members.id, editor));
  expect(await sendTestMail(db, editor, issueId)).toMatchObject({ code: "issue.noAddress" });
  await db.update(members).set({ confirmedAt: new Date() }).where(eq(members.id, editor));
  env().SMTP_URL = "smtp://127.0.0.1:9";
  expect(await sendTestMail(db, editor, issueId)).toMatchObject({ code: "issue.testFailed" });
  expect(smtp.received).toEqual([]);
});
