import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { newsletterIssues } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { composeDigest } from "./compose.ts";
import { deleteIssue, type IssueStep, saveIssue, scheduleIssue, unscheduleIssue } from "./mutations.ts";
import { parsePeriod } from "./period.ts";
import { findIssue, listIssueItems } from "./queries.ts";
import { aTopic } from "./testing.ts";

const { db, clear } = testDatabase();

let id: number;
let editor: number;
let articleIds: number[];
beforeEach(async () => {
  await clear();
  editor = await aMember(db, "edith", { role: "editor" });
  await aTopic(db, "tout");
  articleIds = [];
  for (const slug of ["un", "deux", "trois"])
    articleIds.push(await anArticle(db, slug, { publishedAt: new Date(`2026-11-1${articleIds.length}T12:00:00Z`) }));
  const period = parsePeriod("2026-11", "Europe/Paris");
  const composed = period && (await composeDigest(db, { period }));
  id = composed?.ok ? composed.value.id : 0;
});

const texts = { subject: "Sujet", preheader: "Accroche", introduction: "Mot", blurbs: new Map<number, string>() };
const slugs = async () => (await listIssueItems(db, id)).map(({ slug }) => slug);
const save = (version: number, step?: IssueStep, more = {}) =>
  saveIssue(db, { id, version }, { ...texts, ...more }, step);

describe("an issue", () => {
  test("is saved with each step in its list of articles", async () => {
    const [un = 0, deux = 0, trois = 0] = articleIds;
    expect(await slugs()).toEqual(["trois", "deux", "un"]);
    expect(await save(0, { act: "up", articleId: un })).toMatchObject({ value: { version: 1 } });
    expect(await slugs()).toEqual(["trois", "un", "deux"]);
    expect(await findIssue(db, id)).toMatchObject({ subject: "Sujet", preheader: "Accroche", introduction: "Mot" });
    await save(1, { act: "remove", articleId: trois });
    await save(2, { act: "down", articleId: un }, { blurbs: new Map([[deux, "Nos mots."]]) });
    expect((await listIssueItems(db, id)).map(({ slug, text }) => [slug, text])).toEqual([
      ["deux", "Nos mots."],
      ["un", ""],
    ]);
    await save(3, { act: "add", articleId: trois });
    expect(await slugs()).toEqual(["deux", "un", "trois"]);
    await save(4, { act: "first", articleId: trois });
    expect(await slugs()).toEqual(["trois", "deux", "un"]);
    // Removed by another editor meanwhile.
    await save(5, { act: "remove", articleId: trois });
    await save(6, { act: "first", articleId: trois });
    expect(await slugs()).toEqual(["deux", "un"]);
  });

  test("changes nothing when the same form is sent twice", async () => {
    const [un = 0] = articleIds;
    await save(0, { act: "remove", articleId: un });
    expect(await save(0, { act: "remove", articleId: un })).toMatchObject({ ok: true, value: { version: 1 } });
  });

  test("is saved by one of two editors who save at once, and the other one is refused", async () => {
    const both = await Promise.all([
      save(0, undefined, { subject: "Premier" }),
      save(0, undefined, { subject: "Second" }),
    ]);
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ code: "issue.changed" });
  });

  test("is ordered by two editors in turn, each in the list as it is now, while a stale text is refused", async () => {
    const [un = 0, , trois = 0] = articleIds;
    await save(0);
    expect(await save(1, { act: "up", articleId: un })).toMatchObject({ value: { version: 2 } });
    expect(await save(1, { act: "down", articleId: trois })).toMatchObject({ value: { version: 3 } });
    expect(await slugs()).toEqual(["un", "trois", "deux"]);
    const stale = await save(1, { act: "down", articleId: un }, { subject: "Autre" });
    expect(stale).toMatchObject({ code: "issue.changed" });
    expect(await slugs()).toEqual(["un", "trois", "deux"]);
  });

  test("takes published articles only, and not too many", async () => {
    const draft = await anArticle(db, "brouillon", { status: "draft", publishedAt: null });
    expect(await save(0, { act: "add", articleId: draft })).toMatchObject({ code: "issue.notPublished" });
    expect(await save(0, { act: "add", articleId: 999 })).toMatchObject({ code: "issue.notPublished" });
    expect((await findIssue(db, id))?.version).toBe(0);
    let version = 0;
    for (let n = 0; n < 27; n += 1) {
      const saved = await save(version, { act: "add", articleId: await anArticle(db, `article-${n}`) });
      if (saved.ok) version = saved.value.version;
    }
    const articleId = await anArticle(db, "de-trop");
    expect(await save(version, { act: "add", articleId })).toMatchObject({ code: "issue.tooManyArticles" });
  });

  test("is scheduled in the site's time zone, and unscheduled", async () => {
    const now = new Date("2026-11-30T12:00:00Z");
    expect(await scheduleIssue(db, editor, { id, version: 0 }, "2026-12-01T07:30", now)).toMatchObject({ ok: true });
    expect(await findIssue(db, id)).toMatchObject({
      status: "scheduled",
      scheduledAt: new Date("2026-12-01T06:30:00Z"),
      startedBy: editor,
      version: 1,
    });
    expect(await save(1)).toMatchObject({ ok: true });
    expect(await findIssue(db, id)).toMatchObject({ status: "scheduled" });
    expect(await unscheduleIssue(db, { id, version: 1 })).toMatchObject({ code: "issue.changed" });
    expect(await unscheduleIssue(db, { id, version: 2 })).toMatchObject({ ok: true });
    expect(await findIssue(db, id)).toMatchObject({ status: "draft", scheduledAt: null });
  });

  test.each([
    ["", "newsroom.scheduleMissing"],
    ["2026-11-01T10:00", "issue.schedulePast"],
    ["2027-03-28T02:30", "newsroom.scheduleSkipped"],
  ])("is not scheduled for the time %j", async (local, message) => {
    const now = new Date("2026-11-30T12:00:00Z");
    expect(await scheduleIssue(db, editor, { id, version: 0 }, local, now)).toMatchObject({
      fields: { publishAt: message },
    });
  });

  test("is not scheduled without an article that can be sent", async () => {
    await setArticleStatus(db, articleIds, "withdrawn");
    const now = new Date("2026-11-30T12:00:00Z");
    expect(await scheduleIssue(db, editor, { id, version: 0 }, "2026-12-01T07:30", now)).toMatchObject({
      code: "issue.noArticle",
    });
  });

  test("is deleted while it is a draft, and never changed once sending began", async () => {
    const { snapshot } = {
      snapshot: {
        siteName: "",
        zone: "UTC",
        date: "",
        subject: "",
        preheader: "",
        introductionHtml: "",
        topics: [],
        articles: [],
      },
    };
    await db.update(newsletterIssues).set({ status: "sending", snapshot }).where(eq(newsletterIssues.id, id));
    expect(await save(0, undefined, { subject: "Autre" })).toMatchObject({ code: "issue.started" });
    expect(await deleteIssue(db, id)).toMatchObject({ code: "issue.notDraft" });
    await db.update(newsletterIssues).set({ status: "draft", snapshot: null }).where(eq(newsletterIssues.id, id));
    expect(await deleteIssue(db, id)).toMatchObject({ ok: true });
    expect(await deleteIssue(db, id)).toMatchObject({ code: "issue.gone" });
  });
});
