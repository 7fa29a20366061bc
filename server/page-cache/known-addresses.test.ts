import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import {
  authors,
  categories,
  corrections,
  members,
  moderationDecisions,
  moderationLog,
  newsletterIssues,
  redirects,
  sitePages,
  sources,
  stories,
  storyArticles,
  tags,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { articlesPerPage } from "#features/articles/rules.ts";
import { anArticle } from "#features/articles/testing.ts";
import { commentsPerProfilePage } from "#features/comments/rules.ts";
import { aComment } from "#features/comments/testing.ts";
import { correctionsPerPage } from "#features/corrections/rules.ts";
import { invalidateTagsLocally } from "#lib/cache/cached.ts";
import { lookUpAddress } from "./known-addresses.ts";

const { db, queries } = testDatabase();
let article = 0;
let category = 0;
let comment = 0;

beforeAll(async () => {
  article = await anArticle(db, "publie");
  await anArticle(db, "autre");
  const draft = { slug: "brouillon", status: "draft", title: "B", lead: "", bodyHtml: "", publishedAt: null } as const;
  await upsertArticle(db, draft);
  await setArticleStatus(db, [await anArticle(db, "retire")], "withdrawn");
  comment = await aComment(db, article);
  const [row] = await db.insert(categories).values({ slug: "rubrique", name: "R" }).returning({ id: categories.id });
  category = row?.id ?? 0;
  await db.insert(stories).values([
    { slug: "serie", title: "S", kind: "series" },
    { slug: "serie-vide", title: "V", kind: "series" },
  ]);
  await db.insert(storyArticles).values({ articleId: article, storyId: 1, position: 1, listedAt: new Date() });
  await db.insert(tags).values({ slug: "mot", name: "M" });
  await db.insert(authors).values({ handle: "plume", name: "P" });
  await db.insert(sources).values({ slug: "source", name: "S", url: "https://s.example" });
  await db.insert(members).values([
    { handle: "ada", name: "Ada", confirmedAt: new Date() },
    { handle: "cachee", name: "C", confirmedAt: new Date(), profileHiddenAt: new Date() },
  ]);
  const snapshot = {
    siteName: "",
    zone: "UTC",
    date: "",
    subject: "",
    preheader: "",
    introductionHtml: "",
    topics: [],
    articles: [],
  };
  await db.insert(newsletterIssues).values([
    { slug: "2026-11", kind: "alert", subject: "S", status: "sent", snapshot, startedAt: new Date() },
    { slug: "2026-12", kind: "alert", subject: "S" },
  ]);
  await db.insert(sitePages).values({ slug: "page", title: "P", body: "" });
  await db.insert(redirects).values([
    { fromPath: "/2017/03/vieux", articleId: article },
    { fromPath: "/?p=901", articleId: article },
    { fromPath: "/articles/avant", articleId: article },
    { fromPath: "/categories/ancienne", toPath: "/categories/rubrique" },
    { fromPath: "/?cat=5", toPath: "/categories/rubrique" },
    { fromPath: "/?author=3", toPath: "/authors/plume" },
    { fromPath: "/?page_id=7", toPath: "/pages/page" },
  ]);
});

test.each([
  "/articles/publie",
  "/articles/publie/comments",
  "/articles/publie/comments?sort=best",
  "/articles/publie/comments/feed.xml",
  "/articles/publie/comments/atom.xml",
  "/articles/publie/comments/feed.json",
  "/articles/retire",
  "/2017/03/vieux",
  "/2017/03/vieux/",
  "/?p=901",
  "/categories/rubrique",
  "/stories/serie",
  "/stories/serie/feed.xml",
  "/categories/rubrique/feed.xml",
  "/categories/ancienne",
  "/articles/publie/",
  "/tags/mot",
  "/authors/plume",
  "/sources/source",
  "/members/ada",
  "/pages/page",
  "/newsletter/2026-11",
])("%s is known, by one statement", async (address) => {
  const { result, statements } = await queries(() => lookUpAddress(db, address));
  expect(result).toBe("known");
  expect(statements).toHaveLength(1);
});

test.each([
  "/",
  "/corrections",
  "/feed.xml",
  "/robots.txt",
  "/news-sitemap.xml",
  "/sitemaps/pages.xml",
  "/transparency",
  "/corrections?page=1",
  "/moderation-log/feed.xml",
  "/moderation-log/atom.xml",
  "/moderation-log/feed.json",
  "/corrections/atom.xml",
  "/corrections/feed.json",
  "/.well-known/security.txt",
  "/.well-known/change-password",
  "/.well-known/tdmrep.json",
  "/license.xml",
  "/opensearch.xml",
  "/legal",
  "/legal/",
  "/corrections/feed.xml",
  "/newsletter",
  "/newsletter/sent",
  "/newsletter/feed.xml",
  "/newsletter/atom.xml",
  "/newsletter/feed.json",
])("%s is known without a statement", async (address) => {
  const { result, statements } = await queries(() => lookUpAddress(db, address));
  expect([result, statements.length]).toEqual(["known", 0]);
});

test.each([
  "/articles/inconnu",
  "/articles/brouillon",
  "/newsletter/2026-12",
  "/newsletter/2026-11/x",
  "/articles",
  "/brouillon",
  "/wp-admin/admin-ajax.php",
  "/xmlrpc.php",
  "/wp-json/wp/v2/users",
  "/blog/wp-content/plugins/x/readme.txt",
  "/?p=902",
  "/?cat=6",
  "/blog/?p=902",
  "/?tag=inconnu&paged=2",
  "/a/b/c/d/e",
  "/categories/inconnue",
  "/stories/serie-vide",
  "/tags/rubrique",
  "/members/personne",
  "/pages/publie",
  "/articles/inconnu/comments",
  "/articles/inconnu/comments/feed.xml",
  "/articles/publie/feed.xml",
  "/articles/publie/comments/feed.xml/made-up",
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
  "/sitemaps/articles-7.xml",
  "/sitemaps/tags-0.xml",
  "/members/cachee",
  "/members/CACHEE",
  "/?page=0",
  "/?page=007",
  "/categories/rubrique?page=0",
  "/articles/publie/comments?page=2",
  "/articles/publie/comments?sort=best&page=999999",
  "/page/0",
  "/corrections/page/007",
  "/moderation-log/by/people/action/remove",
  "/moderation-log?before=0",
  "/%ff",
  `/${"a".repeat(5_000)}`,
])("%s is unknown", async (address) => {
  const { result, statements } = await queries(() => lookUpAddress(db, address));
  expect(result).toBe("unknown");
  expect(statements.length).toBeLessThan(2);
});

// If such an address were known, Next would render each of its spellings.
test.each([
  ["/publie", "/articles/publie"],
  ["/made-up/publie", "/articles/publie"],
  ["/2017/03/publie/", "/articles/publie"],
  ["/2017/03/VIEUX/amp", "/articles/publie"],
  ["/articles/PUBLIE", "/articles/publie"],
  ["/wordpress-id/901", "/articles/publie"],
  ["/avant", "/articles/publie"],
  ["/2017/03/19/avant/comment-page-2", "/articles/publie"],
  ["/articles/AVANT/", "/articles/publie"],
  ["/articles/avant/comments", "/articles/publie/comments"],
  ["/articles/avant/comments/", "/articles/publie/comments"],
  ["/articles/PUBLIE/comments", "/articles/publie/comments"],
  ["/articles/avant/comments/atom.xml", "/articles/publie/comments/atom.xml"],
  ["/articles/avant/comments?page=2&sort=best", "/articles/publie/comments?page=2&sort=best"],
  ["/articles/avant/comments/12?after=13", "/articles/publie/comments/12?after=13"],
  ["/category/made-up/rubrique/page/2", "/categories/rubrique?page=2"],
  ["/category/ancienne", "/categories/rubrique"],
  ["/categories/ancienne?page=3", "/categories/rubrique?page=3"],
  ["/categories/ancienne/page/3", "/categories/rubrique?page=3"],
  ["/categories/ancienne/feed.xml", "/categories/rubrique/feed.xml"],
  ["/tag/mot/feed", "/tags/mot/feed.xml"],
  ["/members/ADA", "/members/ada"],
  // The redirect's target is checked only when it is requested.
  ["/page/3", "/?page=3"],
  ["/page/1", "/"],
  ["/corrections/page/2", "/corrections?page=2"],
  ["/categories/rubrique/page/9/", "/categories/rubrique?page=9"],
  ["/members/ada/page/2", "/members/ada?page=2"],
  ["/articles/publie/comments/page/2", "/articles/publie/comments?page=2"],
  ["/articles/publie/comments/sorted/best/page/2", "/articles/publie/comments?sort=best&page=2"],
  ["/feed", "/feed.xml"],
  ["/feed/atom", "/atom.xml"],
  ["/comments/feed", "/feed.xml"],
  ["/publie/feed", "/articles/publie/comments/feed.xml"],
  ["/2017/03/publie/feed/atom", "/articles/publie/comments/atom.xml"],
  ["/blog/?p=901", "/articles/publie"],
  ["/?p=901&feed=rss2", "/articles/publie/comments/feed.xml"],
  ["/made-up?p=901", "/articles/publie"],
  ["/publie/?p=902", "/articles/publie"],
  ["/publie/trackback", "/articles/publie"],
  ["/publie/?feed=atom", "/articles/publie/comments/atom.xml"],
  ["/?cat=5", "/categories/rubrique"],
  ["/?cat=5&paged=2", "/categories/rubrique?page=2"],
  ["/?cat=5&feed=rss2", "/categories/rubrique/feed.xml"],
  ["/?author=3", "/authors/plume"],
  ["/?page_id=7", "/pages/page"],
  ["/?p=7", "/pages/page"],
  ["/?tag=mot", "/tags/mot"],
  ["/?author_name=plume&feed=atom", "/authors/plume/atom.xml"],
  ["/?feed=rss2", "/feed.xml"],
  ["/?paged=2", "/?page=2"],
  ["/?s=nuage+bleu%26", "/search?q=nuage+bleu%26"],
  ["/?m=201703", "/search?period=2017-03&sort=date"],
  ["/2017/03", "/search?period=2017-03&sort=date"],
  ["/2017/page/2", "/search?period=2017&sort=date"],
  ["/made-up/mot", "/tags/mot"],
  ["/rubrique", "/categories/rubrique"],
  ["/rubriques/rubrique/page/2", "/categories/rubrique?page=2"],
  ["/wp-login.php", "/login"],
  ["/wp-admin", "/login"],
  ["/wp-sitemap.xml", "/sitemap.xml"],
])("%s has moved to %s", async (address, movedTo) => {
  expect(await lookUpAddress(db, address)).toEqual({ movedTo });
});

test("a withdrawn article is known at its own address, and all other spellings get its note", async () => {
  expect(await lookUpAddress(db, "/articles/retire")).toBe("known");
  expect(await lookUpAddress(db, "/made-up/retire")).toMatchObject({
    withdrawn: { note: "", subject: { title: expect.any(String) } },
  });
  expect(await lookUpAddress(db, "/articles/retire/comments?page=7")).toMatchObject({
    withdrawn: { note: "", subject: { title: expect.any(String) } },
  });
  expect(await lookUpAddress(db, "/articles/retire/comments/feed.xml")).toMatchObject({
    withdrawn: { note: "", subject: { title: expect.any(String) } },
  });
  expect(await lookUpAddress(db, "/retire/feed")).toMatchObject({
    withdrawn: { note: "", subject: { title: expect.any(String) } },
  });
  expect(await lookUpAddress(db, "/inconnu/feed")).toBe("unknown");
});

test("a comment is known on its own article only", async () => {
  expect(await lookUpAddress(db, `/articles/publie/comments/${comment}`)).toBe("known");
  expect(await lookUpAddress(db, `/articles/autre/comments/${comment}`)).toBe("unknown");
  expect(await lookUpAddress(db, `/articles/inconnu/comments/${comment}`)).toBe("unknown");
});

test("a thread continues only after one of its comments", async () => {
  const reply = await aComment(db, article, { parent: { id: comment } });
  const other = await aComment(db, article);
  const path = `/articles/publie/comments/${comment}`;
  expect(await lookUpAddress(db, `${path}?after=${reply}`)).toBe("known");
  expect(await lookUpAddress(db, `${path}/after/${reply}`)).toBe("known");
  expect(await lookUpAddress(db, `${path}?after=${reply + 1_000}`)).toBe("unknown");
  expect(await lookUpAddress(db, `${path}?after=${other}`)).toBe("unknown");
  // A thread's pages are at the address of its first comment.
  expect(await lookUpAddress(db, `/articles/publie/comments/${reply}?after=${reply}`)).toBe("unknown");
});

test("a list has as many pages as its length requires, and the length is read once", async () => {
  for (let n = 0; n < articlesPerPage; n += 1) await anArticle(db, `long-${n}`, { categoryIds: [category] });
  invalidateTagsLocally(["site"], "now");
  const lists = ["/?page=", "/categories/rubrique?page="];
  for (const list of lists) {
    await lookUpAddress(db, `${list}2`);
    const { result, statements } = await queries(() =>
      Promise.all([2, 3, 4, 999_999].map((page) => lookUpAddress(db, list + page))),
    );
    // The list of all articles begins on page 2 of the home page.
    expect([list, ...result]).toEqual([
      list,
      ...(list.includes("rubrique") ? ["unknown", "unknown"] : ["known", "known"]),
      "unknown",
      "unknown",
    ]);
    expect(statements.length).toBe(list.includes("rubrique") ? 4 : 0);
  }
  await anArticle(db, "one-more", { categoryIds: [category] });
  invalidateTagsLocally([articleCacheTags.lists], "update");
  expect(await lookUpAddress(db, "/categories/rubrique?page=2")).toBe("known");
});

test("profiles, corrections and discussions end with their last page", async () => {
  const ada = (await db.select({ id: members.id }).from(members).where(eq(members.handle, "ada")))[0]?.id ?? 0;
  for (let n = 0; n < commentsPerProfilePage + 1; n += 1) await aComment(db, article, { memberId: ada });
  await db.insert(corrections).values(
    Array.from({ length: correctionsPerPage + 1 }, () => ({
      articleId: article,
      kind: "update" as const,
      note: "n",
    })),
  );
  invalidateTagsLocally(["site"], "now");
  for (const list of ["/members/ada", "/corrections", "/articles/publie/comments"]) {
    expect([list, await lookUpAddress(db, `${list}?page=2`)]).toEqual([list, "known"]);
    expect([list, await lookUpAddress(db, `${list}?page=99`)]).toEqual([list, "unknown"]);
  }
});

test("the public log has the filters and lines that occur in it", async () => {
  expect(await lookUpAddress(db, "/moderation-log")).toBe("known");
  expect(await lookUpAddress(db, "/moderation-log/by/people")).toBe("known");
  const decision = {
    actorId: null,
    rule: "links",
    subject: "comment",
    subjectId: comment,
    articleId: article,
  } as const;
  await db.insert(moderationDecisions).values({ ...decision, memberId: null, action: "remove", reason: null });
  invalidateTagsLocally(["site"], "now");
  const [line] = await db.select({ id: moderationLog.decisionId }).from(moderationLog);
  expect(await lookUpAddress(db, "/moderation-log/action/remove")).toBe("known");
  expect(await lookUpAddress(db, `/moderation-log/action/remove?before=${line?.id}`)).toBe("known");
  const { result, statements } = await queries(() =>
    Promise.all(
      ["/moderation-log/action/made-up", "/moderation-log/by/made-up", "/moderation-log/month/1999-01"].map((path) =>
        lookUpAddress(db, path),
      ),
    ),
  );
  expect([result, statements.length]).toEqual([["unknown", "unknown", "unknown"], 0]);
  expect(await lookUpAddress(db, "/moderation-log?before=999999")).toBe("unknown");
});

test("reports exist for the years since the first decision", async () => {
  const year = new Date().getFullYear();
  for (const path of [`/transparency/${year}`, `/transparency/${year}.csv`, `/transparency/${year}/report.json`])
    expect(await lookUpAddress(db, path)).toBe("known");
  expect(await lookUpAddress(db, "/transparency/2099")).toBe("unknown");
});

test("a part of the sitemap exists if it lists an address", async () => {
  expect(await lookUpAddress(db, "/sitemaps/articles-0.xml")).toBe("known");
  expect(await lookUpAddress(db, "/sitemaps/articles-999999999.xml")).toBe("unknown");
});
