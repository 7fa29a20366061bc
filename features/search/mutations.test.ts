import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { upsertTag } from "#features/taxonomy/mutations.ts";
import { indexArticles } from "./mutations.ts";

const { db, clear, sql } = testDatabase();
beforeEach(clear);

async function listIndexed(): Promise<{ words: string; facets: string[] }[]> {
  return await sql`select words::text, facets from search_articles order by article_id`;
}

test("indexes an article in the transaction that publishes, changes or withdraws it", async () => {
  const tag = await upsertTag(db, { slug: "vpn", name: "VPN" });
  const article = {
    slug: "a",
    status: "published",
    title: "Des élections",
    lead: "",
    bodyHtml: "<p>Un rançongiciel</p>",
    publishedAt: new Date("2026-05-31T23:30:00Z"),
    tagIds: [tag],
  } as const;
  const { id } = await upsertArticle(db, { ...article, tagIds: [tag] });
  const [row] = await listIndexed();
  expect(row?.facets).toEqual(["m:2026-05", `t:${tag}`]);
  expect(row?.words).toContain("'elect':2A");
  expect(row?.words).toContain("'rancongiciel'");
  await upsertArticle(db, { ...article, title: "Un vote", tagIds: [] }, id);
  expect((await listIndexed())[0]?.facets).toEqual(["m:2026-05"]);
  expect((await listIndexed())[0]?.words).not.toContain("'elect'");
  await setArticleStatus(db, [id], "withdrawn");
  expect(await listIndexed()).toEqual([]);
});

test("restores a missing row", async () => {
  const { id } = await upsertArticle(db, {
    slug: "a",
    status: "published",
    title: "A",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
  });
  await sql`delete from search_articles`;
  await indexArticles(db, [id]);
  expect(await listIndexed()).toHaveLength(1);
});
