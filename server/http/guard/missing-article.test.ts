import { beforeEach, expect, test } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { articles } from "#db/schema/articles.ts";
import { redirects } from "#db/schema/redirects.ts";
import { testDatabase } from "#db/testing.ts";
import { findMissingArticleTags } from "./missing-article.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

test("returns the tags that will be invalidated when an unknown slug gets an article", async () => {
  const tags = await findMissingArticleTags(db, "/articles/nothing-here");
  expect(tags).toContain(articleCacheTags.slug("nothing-here"));
  expect(tags).toContain(articleCacheTags.redirects);
});

test.each(["draft", "withdrawn"] as const)("leaves an article that is %s to Next", async (status) => {
  await db.insert(articles).values({ slug: "there", title: "x", status });
  expect(await findMissingArticleTags(db, "/articles/there")).toBeUndefined();
});

test("leaves an old address to Next, even that of a withdrawn article", async () => {
  const [row] = await db
    .insert(articles)
    .values({ slug: "new", title: "x", status: "published", publishedAt: new Date() })
    .returning({ id: articles.id });
  await db.insert(redirects).values({ fromPath: "/articles/old", articleId: row?.id });
  expect(await findMissingArticleTags(db, "/articles/old")).toBeUndefined();
  await db.update(articles).set({ status: "withdrawn" });
  expect(await findMissingArticleTags(db, "/articles/old")).toBeUndefined();
});

test.each(["/", "/articles", "/articles/a/comments", "/articles/A", "/tags/a", "/articles/a.php"])(
  "ignores %s",
  async (path) => {
    expect(await findMissingArticleTags(db, path)).toBeUndefined();
  },
);
