import { beforeEach, expect, test } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { articles } from "#db/schema/articles.ts";
import { redirects } from "#db/schema/redirects.ts";
import { testDatabase } from "#db/testing.ts";
import { findMissingArticleTags } from "./missing-article.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

test("nothing behind a slug is known by the tags that will say otherwise", async () => {
  const tags = await findMissingArticleTags(db, "/articles/nothing-here");
  expect(tags).toContain(articleCacheTags.slug("nothing-here"));
  expect(tags).toContain(articleCacheTags.redirects);
});

test.each(["draft", "withdrawn"] as const)("an article that is %s is Next's to look at", async (status) => {
  await db.insert(articles).values({ slug: "there", title: "x", status });
  expect(await findMissingArticleTags(db, "/articles/there")).toBeUndefined();
});

test("an old address is Next's to follow, also one of a withdrawn article", async () => {
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
  "%s is not concerned",
  async (path) => {
    expect(await findMissingArticleTags(db, path)).toBeUndefined();
  },
);
