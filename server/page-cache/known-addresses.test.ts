import { beforeAll, expect, test } from "vitest";
import { authors, categories, members, redirects, sitePages, sources, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { isKnownAddress } from "./known-addresses.ts";

const { db, queries } = testDatabase();
let comment = 0;

beforeAll(async () => {
  const article = await anArticle(db, "publie");
  const draft = { slug: "brouillon", status: "draft", title: "B", lead: "", bodyHtml: "", publishedAt: null } as const;
  await upsertArticle(db, draft);
  await setArticleStatus(db, [await anArticle(db, "retire")], "withdrawn");
  comment = await aComment(db, article);
  await db.insert(categories).values({ slug: "rubrique", name: "R" });
  await db.insert(tags).values({ slug: "mot", name: "M" });
  await db.insert(authors).values({ handle: "plume", name: "P" });
  await db.insert(sources).values({ slug: "source", name: "S", url: "https://s.example" });
  await db.insert(members).values({ handle: "ada", name: "Ada" });
  await db.insert(sitePages).values({ slug: "page", title: "P", body: "" });
  await db.insert(redirects).values([
    { fromPath: "/2017/03/vieux", articleId: article },
    { fromPath: "/?p=901", articleId: article },
    { fromPath: "/categories/ancienne", toPath: "/categories/rubrique" },
  ]);
});

test.each([
  "/articles/publie",
  "/articles/publie/comments",
  "/articles/publie/comments?sort=best",
  "/articles/retire",
  "/publie",
  "/2017/03/publie/",
  "/2017/03/vieux",
  "/2017/03/VIEUX/amp",
  "/?p=901",
  "/wordpress-id/901",
  "/categories/rubrique",
  "/categories/rubrique?page=2",
  "/categories/rubrique/feed.xml",
  "/category/parent/rubrique/page/2",
  "/category/ancienne",
  "/categories/ancienne",
  "/categories/ancienne/feed.xml",
  "/articles/publie/",
  "/articles/publie/comments/sorted/best/page/2",
  "/categories/rubrique/page/2",
  "/members/ada/page/2",
  "/tags/mot",
  "/tag/mot/feed",
  "/authors/plume",
  "/sources/source",
  "/members/ada",
  "/members/ADA",
  "/pages/page",
])("%s is known, by one statement", async (address) => {
  const { result, statements } = await queries(() => isKnownAddress(db, address));
  expect(result).toBe(true);
  expect(statements).toHaveLength(1);
});

test.each([
  "/",
  "/?page=2",
  "/corrections",
  "/feed.xml",
  "/feed",
  "/feed/atom",
  "/robots.txt",
  "/sitemaps/articles-1.xml",
  "/transparency",
  "/transparency/2026",
  "/transparency/2026.csv",
  "/moderation-log",
  "/moderation-log/action/remove",
  "/moderation-log/feed.xml",
  "/.well-known/security.txt",
  "/.well-known/change-password",
  "/legal",
  "/legal/",
  "/page/2",
  "/corrections/page/2",
  "/corrections/feed.xml",
  "/transparency/2026/report.csv",
])("%s is known without a statement", async (address) => {
  const { result, statements } = await queries(() => isKnownAddress(db, address));
  expect([result, statements.length]).toEqual([true, 0]);
});

test.each([
  "/articles/inconnu",
  "/articles/brouillon",
  "/articles",
  "/brouillon",
  "/wp-login.php",
  "/a/b/c/d/e",
  "/?p=902",
  "/categories/inconnue",
  "/tags/rubrique",
  "/members/personne",
  "/pages/publie",
  "/articles/inconnu/comments",
  "/articles/publie/comments/999999",
  "/sitemaps/x.xml",
  "/transparency/abc",
  "/moderation-log/x",
  "/look/red.css",
  // A robot can make as many of these as it likes.
  ...["legal", "privacy", "rules", "corrections", "robots.txt", "sitemap.xml", "feed.xml", ".well-known", "page"].map(
    (name) => `/${name}/made-up`,
  ),
  "/transparency/2026/made-up",
  "/moderation-log/feed.xml/made-up",
  "/sitemaps/articles-1.xml/made-up",
  "/articles/publie/made-up",
  "/articles/publie/comments/made-up",
  "/articles/publie/comments/sorted/made-up",
  "/categories/rubrique/made-up",
  "/tags/mot/made-up",
  "/authors/plume/made-up",
  "/sources/source/made-up",
  "/members/ada/made-up",
  "/pages/page/made-up",
  "/wordpress-id/902",
  "/%ff",
  `/${"a".repeat(5_000)}`,
])("%s is unknown", async (address) => {
  const { result, statements } = await queries(() => isKnownAddress(db, address));
  expect(result).toBe(false);
  expect(statements.length).toBeLessThan(2);
});

test("a comment is known on an article only", async () => {
  expect(await isKnownAddress(db, `/articles/publie/comments/${comment}`)).toBe(true);
  expect(await isKnownAddress(db, `/articles/inconnu/comments/${comment}`)).toBe(false);
});
