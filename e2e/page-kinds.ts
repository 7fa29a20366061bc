import type { Page } from "@playwright/test";
import { asc, eq } from "drizzle-orm";
import { articles, stories, storyArticles } from "#db/schema.ts";
import { newestArticlePath } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { anArticleWithComments, aPageWithComments } from "./test-data.ts";

/** Lists one address of each kind of reader page. Add new kinds here: journeys open each of them. */
export async function pageKinds(page: Page): Promise<string[]> {
  const article = await newestArticlePath(page);
  const kinds = [
    "/",
    article,
    `${article}/comments`,
    "/moderation-log",
    "/transparency",
    `/transparency/${new Date().getUTCFullYear()}`,
    "/about",
    "/discussions",
    "/menu",
    "/rules",
    "/corrections",
    "/newsletter",
    "/newsletter/sent",
    "/privacy",
    "/legal",
    "/offline",
    // The empty page has the focus in its field, which is an interaction: its scripts load at once.
    "/search?q=s%C3%A9curit%C3%A9",
    "/articles/never",
    "/never",
  ];
  await page.goto(article);
  const links = page.locator("main a, nav a");
  const found = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  for (const kind of ["/categories/", "/tags/", "/authors/", "/sources/", "/members/"]) {
    const href = found.find((path) => path?.startsWith(kind));
    if (href) kinds.push(href);
  }
  const [part] = await withSiteDatabase((db) =>
    db
      .select({ story: stories.slug, article: articles.slug })
      .from(storyArticles)
      .innerJoin(stories, eq(stories.id, storyArticles.storyId))
      .innerJoin(articles, eq(articles.id, storyArticles.articleId))
      .where(eq(articles.status, "published"))
      .orderBy(asc(stories.id), asc(articles.id))
      .limit(1),
  );
  if (part) kinds.push(`/stories/${part.story}`, `/articles/${part.article}`);
  const { path, comments } = await anArticleWithComments([
    { key: "un" },
    { key: "deux", parent: { key: "un" } },
    { key: "trois" },
  ]);
  kinds.push(`${path}/comments?sort=best`, `${path}/comments/${comments.get("un")}`);
  const own = await aPageWithComments([{ key: "un" }, { key: "deux", parent: { key: "un" } }]);
  kinds.push(own.path, `${own.path}/comments`, `${own.path}/comments/${own.comments.get("un")}`);
  return kinds;
}
