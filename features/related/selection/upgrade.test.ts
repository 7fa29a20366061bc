import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { rebuildRelated, refreshRelated } from "../mutations.ts";
import { maxKeywords } from "../rules.ts";
import { upgradeRelated } from "./upgrade.ts";

const { db, clear } = testDatabase();
const letter = (n: number) => String.fromCharCode(97 + (n % 26));
/** Eight words of all articles, twice, and thirty-two of the article: the articles are related, and no copies. */
const wordsOf = (article: number) => [
  ...Array.from({ length: 16 }, (_, n) => `comm${letter(n % 8)}xak`),
  ...Array.from({ length: 32 }, (_, n) => `p${letter(article)}${letter(article / 26)}${letter(n)}${letter(n / 26)}zuk`),
];

beforeEach(clear);

/** Writes articles with the keywords and selections of an earlier version. */
async function writeFormer(count: number): Promise<void> {
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const publishedAt = new Date(Date.UTC(2026, 0, 1 + n));
    const bodyHtml = `<p>${wordsOf(n).join(" ")}</p>`;
    ids.push(
      (await upsertArticle(db, { slug: `a-${n}`, status: "published", title: "", lead: "", bodyHtml, publishedAt })).id,
    );
  }
  await refreshRelated(db, ids);
  await db.execute(sql`
    delete from article_keywords as k where (article_id, word) in (
      select article_id, word from (
        select article_id, word, row_number() over (partition by article_id order by word) as place from article_keywords) as p
      where place > 20)`);
  await db.execute(sql`delete from related_articles`);
  await db.execute(sql`delete from search_progress`);
}

const countKeywords = async () =>
  (
    await db.execute<{ n: number }>(sql`select count(*)::int as n from article_keywords group by article_id order by n`)
  ).map(({ n }) => n);
const countSelections = async () =>
  (await db.execute<{ n: number }>(sql`select count(distinct article_id)::int as n from related_articles`))[0]?.n;

test("adds the keywords that an earlier version did not store, and computes all selections, in steps", async () => {
  await writeFormer(55);
  // Each run with no time left does one step.
  for (let runs = 0; runs < 2; runs += 1) await upgradeRelated(db, { budgetMs: 0 });
  for (let runs = 0; runs < 10; runs += 1) await upgradeRelated(db, { budgetMs: 30 });
  await upgradeRelated(db);
  expect(new Set(await countKeywords())).toEqual(new Set([maxKeywords]));
  expect(await countSelections()).toBeGreaterThan(0);
  expect(await upgradeRelated(db)).toBe(0);
});

test("stops when the process does, and continues afterwards", async () => {
  await writeFormer(3);
  expect(await upgradeRelated(db, { signal: AbortSignal.abort() })).toBe(0);
  expect(new Set(await countKeywords())).toEqual(new Set([20]));
  expect(await upgradeRelated(db)).toBe(6);
});

test("computes nothing on a new site, or after `vigie related`", async () => {
  await writeFormer(3);
  await rebuildRelated(db);
  expect(await upgradeRelated(db)).toBe(0);
  await db.execute(sql`delete from search_progress`);
  expect(await upgradeRelated(db)).toBe(0);
});
