import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { newsletterDeliveries, newsletterTopics } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aTopic } from "#features/newsletter/issues/testing.ts";
import { anAlert, someSubscribers } from "#features/newsletter/sending/testing.ts";
import { env } from "#lib/env.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { runInProcess as vigie } from "../testing.ts";

const { url } = testDatabase();
const { db, close } = connect(url);
afterAll(close);

beforeAll(async () => {
  await aTopic(db, "tout");
  await anArticle(db, "un", { publishedAt: new Date("2026-11-24T12:00:00Z") });
});

test("drafts the issue of a month or a week, once", async () => {
  const first = await vigie("newsletter", "compose", "--month", "2026-11", "--json");
  expect(JSON.parse(first.out)).toMatchObject({ created: true, period: "2026-11" });
  const again = await vigie("newsletter", "compose", "--month", "2026-11");
  expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^Already drafted: issue 1, http/) });
  const week = await vigie("newsletter", "compose", "--week", "2026-W48", "--topic", "tout", "--json");
  expect(JSON.parse(week.out)).toMatchObject({ created: true, period: "2026-W48" });
});

test.each([
  [["--month", "2026-10"], "No article was published in this period, so no draft was created."],
  [["--month", "2026-13"], "--month is a month such as 2026-11."],
  [["--week", "2026-11"], "--week is an ISO week such as 2026-W48."],
  [[], "Give either --month or --week."],
  [["--month", "2026-11", "--week", "2026-W48"], "Give either --month or --week."],
  [["--month", "2026-11", "--topic", "autre"], "There is no topic autre. Topics: monthly, tout."],
])("refuses %j with a line that says why", async (options, message) => {
  const { code, err } = await vigie("newsletter", "compose", ...options);
  expect(code).toBe(1);
  expect(err).toContain(message);
});

test("sends an issue without a running site, once", async () => {
  const [topic] = await db
    .select({ id: newsletterTopics.id })
    .from(newsletterTopics)
    .orderBy(newsletterTopics.id)
    .limit(1);
  await someSubscribers(db, topic?.id ?? 0, 4);
  const issue = await anAlert(db);
  const plan = await vigie("newsletter", "send", "une-faille", "--dry-run", "--json");
  expect(JSON.parse(plan.out)).toMatchObject({
    ...{ issue: issue.id, dryRun: true, by: "command", recipients: 4, days: 0, articles: 1, mailServer: false },
    domains: [{ domain: "example.net", recipients: 4 }],
    problems: [
      { blocks: false, text: "There is no preheader, so email apps will show the beginning of the text.", about: [] },
    ],
  });
  expect((await vigie("newsletter", "send", "une-faille", "--dry-run")).out.split("\n")).toMatchObject([
    `Nothing was sent. Issue ${issue.id}: Alerte : une faille`,
    "Recipients: 4 (example.net 4); articles: 1.",
    "This command would send it in 00:00:02 (h:min:s).",
    expect.stringContaining("There is no mail server"),
    "Check: There is no preheader, so email apps will show the beginning of the text.",
    "",
  ]);
  expect(await db.$count(newsletterDeliveries)).toBe(0);
  const { url: smtp, received, stop } = await startSmtp();
  const dataDir = mkdtempSync(join(tmpdir(), "vigie-send-"));
  Object.assign(env(), { SMTP_URL: smtp, DATA_DIR: dataDir });
  try {
    const sent = await vigie("newsletter", "send", String(issue.id), "--json");
    expect(JSON.parse(sent.out)).toEqual({ issue: issue.id, recipients: 4, by: "command", sent: 4, other: 0 });
    expect(received).toHaveLength(4);
    const again = await vigie("newsletter", "send", "une-faille");
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining("already being sent") });
    expect((await vigie("newsletter", "send", "une-faille", "--dry-run")).code).toBe(1);
    expect((await vigie("newsletter", "send", "nothing")).err).toContain("There is no issue nothing");
  } finally {
    Object.assign(env(), { SMTP_URL: undefined });
    await stop();
    rmSync(dataDir, { recursive: true });
  }
});
