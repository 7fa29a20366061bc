import type { Page } from "@playwright/test";
import { newestArticlePath } from "./fixtures.ts";
import { anArticleWithComments } from "./test-data.ts";

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
  for (const kind of ["/categories/", "/tags/", "/authors/", "/sources/", "/stories/", "/members/"]) {
    const href = found.find((path) => path?.startsWith(kind));
    if (href) kinds.push(href);
  }
  const { path, comments } = await anArticleWithComments([
    { key: "un" },
    { key: "deux", parent: { key: "un" } },
    { key: "trois" },
  ]);
  kinds.push(`${path}/comments?sort=best`, `${path}/comments/${comments.get("un")}`);
  return kinds;
}
