import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { feedItems } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticleContent } from "#features/articles/queries.ts";
import { listOtherCoverage } from "./coverage.ts";
import { createArticleFromItem } from "./mutations.ts";
import { readSourceProfile } from "./source-profile.ts";
import { addTestFeed, addTestItem } from "./testing.ts";

const { db, clear } = testDatabase();
beforeEach(() => clear());

async function publishedItem() {
  const feed = await addTestFeed(db, { publication: "publish" });
  const id = await addTestItem(db, feed, { author: "Ada L." });
  const made = await db.transaction((tx) => createArticleFromItem(tx, id, { memberId: null, as: "published" }));
  if (!made.ok) throw new Error(JSON.stringify(made));
  return { feed, id, ...made.value };
}

test("lists the other sources of an article once, the first to publish first, without unsafe links", async () => {
  const { feed, id, articleId } = await publishedItem();
  const merge = async (feedId: number, url: string, day: number) => {
    const publishedAt = new Date(`2026-03-0${day}`);
    await addTestItem(db, feedId, { url, publishedAt, title: url, state: "merged", duplicateOfId: id, articleId });
  };
  const [monde, figaro, hostile] = [
    await addTestFeed(db, {}, "Le Monde"),
    await addTestFeed(db, {}, "Le Figaro"),
    await addTestFeed(db, {}, "Hostile"),
  ];
  await merge(feed, "https://le-quotidien.example/copie", 1);
  await merge(monde, "https://le-monde.example/2", 3);
  await merge(monde, "https://le-monde.example/1", 2);
  await merge(figaro, "https://le-figaro.example/1", 1);
  await merge(hostile, "javascript:alert(1)", 1);
  expect(await listOtherCoverage(db, articleId)).toEqual([
    { slug: "le-figaro", name: "Le Figaro", title: "https://le-figaro.example/1", url: "https://le-figaro.example/1" },
    { slug: "le-monde", name: "Le Monde", title: "https://le-monde.example/1", url: "https://le-monde.example/1" },
  ]);
  await db.update(feedItems).set({ state: "waiting", duplicateOfId: null }).where(eq(feedItems.feedId, figaro));
  expect(await listOtherCoverage(db, articleId)).toHaveLength(1);
});

test("credits the original's author and date", async () => {
  const { slug } = await publishedItem();
  const article = await getArticleContent(db, slug);
  expect(article?.source).toMatchObject({ author: "Ada L.", attribution: "", licence: "" });
  expect(new Date(article?.source?.originalAt ?? 0)).toEqual(new Date("2026-03-19T17:13:16Z"));
});

test("says since when a source has extracts", async () => {
  await publishedItem();
  expect(await readSourceProfile(db, 1)).toEqual({ licence: "", since: new Date("2026-03-19T17:13:16Z") });
});

test("a feed that only names the address of an article is no other coverage", async () => {
  const { id, articleId } = await publishedItem();
  const likeness = { reason: "address", score: 1 } as const;
  const merged = { state: "merged", duplicateOfId: id, articleId, likeness } as const;
  const [hostile, monde] = [await addTestFeed(db, {}, "Hostile"), await addTestFeed(db, {}, "Le Monde")];
  await addTestItem(db, hostile, { ...merged, title: "Buy", url: "https://le-quotidien.example/un-titre" });
  await addTestItem(db, monde, { ...merged, title: "Own", url: "https://www.le-monde.example/1" });
  expect((await listOtherCoverage(db, articleId)).map(({ title }) => title)).toEqual(["Own"]);
});
