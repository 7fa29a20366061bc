import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { articleSchedules, corrections } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { presets } from "#features/settings/schema.ts";
import { writeRss } from "#lib/feed-document/write-rss.ts";
import { readXml } from "#lib/xml-testing.ts";
import { describeCorrectionsFeed } from "./feed.ts";
import { addCorrection, removeCredit } from "./mutations.ts";
import { countCorrections, listArticleCorrections, listCorrections } from "./queries.ts";

const { db, sql, clear, recordedChanges } = testDatabase();
let first = 0;
let second = 0;

beforeEach(async () => {
  await clear();
  const input = { status: "published", lead: "", bodyHtml: "", publishedAt: new Date() } as const;
  first = (await upsertArticle(db, { ...input, slug: "un", title: "Un" })).id;
  second = (await upsertArticle(db, { ...input, slug: "deux", title: "Deux" })).id;
});

test("lists corrections at the article and in the list, newest first, but no typo", async () => {
  expect(await addCorrection(db, first, 7, { kind: "correction", note: " Deux  millions,\nnon trois. " })).toEqual({
    ok: true,
    value: undefined,
  });
  await addCorrection(db, second, 7, { kind: "update", note: "Réponse de l’éditeur." });
  await addCorrection(db, first, 7, { kind: "update", note: "Suite." });
  expect(await addCorrection(db, first, 7, { kind: "typo", note: "" })).toMatchObject({ ok: true });
  expect((await listArticleCorrections(db, first)).map(({ note }) => note)).toEqual([
    "Deux millions, non trois.",
    "Suite.",
  ]);
  expect((await listCorrections(db, { limit: 2 })).map(({ kind, article }) => [kind, article.slug])).toEqual([
    ["update", "un"],
    ["update", "deux"],
  ]);
  expect(await countCorrections(db)).toBe(3);
});

test("refuses an empty or overlong note beside its field", async () => {
  expect(await addCorrection(db, first, 7, { kind: "correction", note: " \n " })).toMatchObject({
    code: "form.invalid",
    fields: { changeNote: "correction.empty" },
  });
  expect(await addCorrection(db, first, 7, { kind: "update", note: "é".repeat(2_001) })).toMatchObject({
    fields: { changeNote: "correction.tooLong" },
  });
  expect(await addCorrection(db, first, 7, { kind: "update", note: "😀".repeat(2_000) })).toMatchObject({ ok: true });
});

test("keeps a correction unchanged, and hides it with a withdrawn article", async () => {
  await addCorrection(db, first, 7, { kind: "correction", note: "Faux." });
  await expect(sql`update corrections set note = 'x'`).rejects.toThrow(/append-only/);
  await expect(sql`delete from corrections`).rejects.toThrow(/append-only/);
  await setArticleStatus(db, [first], "withdrawn");
  expect(await countCorrections(db)).toBe(0);
  expect(await db.$count(corrections)).toBe(1);
});

test("removes a reader's name on their wish, also from a scheduled correction, and nothing else of a correction", async () => {
  for (const [article, credit] of [
    [first, "Ada L."],
    [second, "ADA L."],
    [second, "Bob"],
  ] as const)
    await addCorrection(db, article, 7, { kind: "correction", note: "Faux.", credit });
  await db.insert(articleSchedules).values({ articleId: first, publishAt: new Date(), changeCredit: "Ada L." });
  const changes = await recordedChanges(async () => expect(await removeCredit(db, "  ada  l. ")).toBe(3));
  expect(changes.flatMap(({ tags }) => tags)).toContain(`corrections:article:${first}`);
  expect((await listCorrections(db, { limit: 9 })).map(({ note, credit }) => note + credit).sort()).toEqual([
    "Faux.",
    "Faux.",
    "Faux.Bob",
  ]);
  expect(await db.$count(articleSchedules, eq(articleSchedules.changeCredit, ""))).toBe(1);
  expect(await removeCredit(db, "")).toBe(0);
  for (const change of ["credit = 'Eve'", "credit = '', note = 'x'", "credit = '', article_id = null"])
    await expect(sql.unsafe(`update corrections set ${change}`), change).rejects.toThrow(/append-only/);
});

test("names each article in the feed and escapes hostile text", async () => {
  await addCorrection(db, first, 7, { kind: "correction", note: "<script>alert(1)</script> & ]]>" });
  const settings = { ...presets, "site.name": "Vigie" };
  const xml = writeRss(describeCorrectionsFeed(await listCorrections(db, { limit: 50 }), settings));
  // Escaped twice: readers take a description for HTML.
  expect(xml).toContain("&amp;lt;script&amp;gt;");
  expect(xml).toContain("/articles/un#correction-1");
  expect(xml).toContain("Correction : Un");
  expect(() => readXml(xml)).not.toThrow();
});
