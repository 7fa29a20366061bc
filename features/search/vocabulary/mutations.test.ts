import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { upsertTag } from "#features/taxonomy/mutations.ts";
import { addChangedTerms, countTerms, isCountDue } from "./mutations.ts";

const { db, clear, sql } = testDatabase();
beforeEach(clear);

const publish = (slug: string, title: string, tagIds: number[] = [], id?: number) =>
  upsertArticle(db, { slug, status: "published", title, lead: "", bodyHtml: "", publishedAt: new Date(0), tagIds }, id);

const listTerms = async () =>
  Object.fromEntries(
    (await sql`select word, spelling, stem, article_count as n from search_terms order by word`).map((row) => [
      row.word,
      `${row.spelling} ${row.stem} ${row.n}`,
    ]),
  );

test("words of new articles are added, those of changed ones once, stop words never", async () => {
  const tag = await upsertTag(db, { slug: "rgpd", name: "RGPD" });
  const { id } = await publish("a", "Des élections", [tag]);
  await publish("b", "Les Élections de la CNIL");
  expect(await addChangedTerms(db)).toBe(2);
  expect(await listTerms()).toEqual({
    cnil: "cnil cnil 1",
    elections: "élections elect 2",
    rgpd: "rgpd rgpd 1",
  });
  expect(await sql`select from search_changes`).toHaveLength(0);
  await publish("a", "Les élections, un vote", [tag], id);
  await addChangedTerms(db);
  expect(await listTerms()).toMatchObject({ elections: "élections elect 2", vote: "vote vot 1" });
});

test("a count of all articles drops what is no longer published, and keeps the names of terms", async () => {
  await upsertTag(db, { slug: "vpn", name: "VPN" });
  const { id } = await publish("a", "Un rançongiciel");
  await publish("b", "Un vote");
  await addChangedTerms(db);
  await setArticleStatus(db, [id], "withdrawn");
  expect(await isCountDue(db)).toBe(true);
  expect(await countTerms(db)).toBe(true);
  expect(await listTerms()).toEqual({ vote: "vote vot 1", vpn: "vpn vpn 1" });
  expect(await isCountDue(db)).toBe(false);
});

test("a count that was stopped continues where it was, and readers see the old counts meanwhile", async () => {
  for (let n = 0; n < 5; n += 1) await publish(`a-${n}`, "Un vote");
  await addChangedTerms(db);
  expect(await countTerms(db, { budgetMs: -1 })).toBe(false);
  expect(await isCountDue(db)).toBe(true);
  expect(await listTerms()).toEqual({ vote: "vote vot 5" });
  await sql`update search_terms set counted = 3 where word = 'vote'`;
  await sql`update search_progress set last_id = (select max(id) - 2 from articles), done = 3`;
  expect(await countTerms(db)).toBe(true);
  expect(await listTerms()).toEqual({ vote: "vote vot 5" });
});

test("counts an empty site", async () => {
  expect(await countTerms(db)).toBe(true);
  expect(await addChangedTerms(db)).toBe(0);
  expect(await listTerms()).toEqual({});
});
