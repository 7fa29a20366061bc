import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { APIRequestContext } from "@playwright/test";
import { indexNowKey } from "#features/sitemap/index-now/rules.ts";
import { readEnv } from "#lib/env.ts";
import { childrenOf, readXml, textOf } from "#lib/xml-testing.ts";
import { findStructuredDataFaults } from "#server/testing/structured-data-rules.ts";
import { expect, test } from "./fixtures.ts";
import { changeSetting } from "./test-data.ts";

// What search engines read of each kind of page, over HTTP. Nothing here depends on the window's width, so each test runs once.

async function structuredData(request: APIRequestContext, path: string): Promise<Record<string, unknown>[]> {
  const answer = await request.get(path);
  expect(answer.status(), path).toBe(200);
  const blocks = (await answer.text()).matchAll(/<script type="application\/ld\+json">([^<]*)<\/script>/g);
  return [...blocks].map(([, json]) => JSON.parse(json ?? ""));
}

async function listed(request: APIRequestContext): Promise<{ path: string; pictures: string[] }[]> {
  const index = readXml(await (await request.get("/sitemap.xml")).text());
  expect(index.name).toBe("sitemapindex");
  const parts = childrenOf(index, "sitemap").map((part) => new URL(textOf(part, "loc") ?? "").pathname);
  const found = [];
  for (const part of parts) {
    for (const url of childrenOf(readXml(await (await request.get(part)).text()), "url")) {
      const pictures = childrenOf(url, "image:image").map((picture) => textOf(picture, "image:loc") ?? "");
      found.push({ path: new URL(textOf(url, "loc") ?? "").pathname, pictures });
    }
  }
  return found;
}

test("every kind of page describes itself as Google's documentation asks @desktop", async ({ request }) => {
  const entries = await listed(request);
  const first = (parent: string) => entries.find(({ path }) => path.startsWith(`${parent}/`))?.path ?? "";
  const article = first("/articles");
  for (const [path, types] of [
    ["/", ["WebSite", "NewsMediaOrganization"]],
    [article, ["NewsArticle", "BreadcrumbList"]],
    [`${article}/comments`, ["DiscussionForumPosting"]],
    [first("/categories"), ["CollectionPage"]],
    [first("/tags"), ["CollectionPage"]],
    [first("/authors"), ["ProfilePage"]],
  ] as const) {
    const data = await structuredData(request, path);
    expect(data.map((thing) => thing["@type"]).sort(), path).toEqual([...types].sort());
    for (const thing of data) expect(findStructuredDataFaults(thing), path).toEqual([]);
  }
});

test("the pictures of structured data and of the sitemap exist, in the named sizes @desktop", async ({
  page,
  request,
}) => {
  const entries = await listed(request);
  const illustrated = entries.find(({ pictures }) => pictures.length > 0);
  expect((await request.get(illustrated?.pictures[0] ?? "")).headers()["content-type"]).toBe("image/jpeg");
  const [article] = await structuredData(request, illustrated?.path ?? "");
  const images = article?.image as { url: string; width: number; height: number }[];
  expect(images).toHaveLength(3);
  await page.goto("/");
  for (const { url, width, height } of images) {
    const size = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, new URL(url).pathname);
    expect(size, url).toEqual([width, height]);
  }
});

test("an article without a picture has a card, whose former address leads to the current one @desktop", async ({
  request,
}) => {
  const entries = (await listed(request)).filter(({ path }) => path.startsWith("/articles/"));
  const plain = entries.find(({ pictures }) => pictures.length === 0);
  test.skip(plain === undefined, "every article has a picture here");
  const html = await (await request.get(plain?.path ?? "")).text();
  const card = new URL(/property="og:image" content="([^"]+)"/.exec(html)?.[1] ?? "").pathname;
  test.skip(!card.startsWith("/media/cards/"), "its pictures are in the body");
  const answer = await request.get(card);
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "image/png"]);
  expect(answer.headers()["cache-control"]).toBe("public, max-age=3600");
  const former = await request.get(card.replace(/[\w-]{16}\.png$/, "0123456789abcdef.png"), { maxRedirects: 0 });
  expect([former.status(), former.headers().location]).toEqual([302, card]);
});

test("the news sitemap has the name and the language of the site @desktop", async ({ request }) => {
  const answer = await request.get("/news-sitemap.xml");
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "application/xml; charset=utf-8"]);
  const root = readXml(await answer.text());
  expect(root.name).toBe("urlset");
  expect(root.children.length).toBeLessThanOrEqual(1_000);
  for (const url of childrenOf(root, "url")) {
    const [news] = childrenOf(url, "news:news");
    expect(textOf(childrenOf(news, "news:publication")[0], "news:language")).toBe("fr");
    expect(Date.parse(textOf(news, "news:publication_date") ?? "")).toBeGreaterThan(Date.now() - 49 * 3_600_000);
  }
  expect(await (await request.get("/robots.txt")).text()).toMatch(/^Sitemap: .+\/news-sitemap\.xml$/m);
});

test("well-known addresses lead to the password form, through the sign-in page if nobody is signed in, and unknown ones are 404 @desktop", async ({
  request,
}) => {
  const answer = await request.get("/.well-known/change-password");
  expect(answer.status()).toBe(401);
  expect(await answer.text()).toContain("/login?next=%2Faccount%2Fsecurity");
  const never = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
  expect((await request.get(never)).status()).toBe(404);
});

test("the key of IndexNow is served only while the setting is on @alone", async ({ request }) => {
  process.env.AUTH_SECRET ||= readFileSync(join(readEnv().DATA_DIR, "auth-secret"), "utf8").trim();
  const key = indexNowKey();
  expect((await request.get(`/${key}.txt`)).status()).toBe(404);
  try {
    await changeSetting("site.indexNow", "1");
    await expect.poll(async () => (await request.get(`/${key}.txt`)).text()).toBe(key);
    expect((await request.get(`/${"0".repeat(32)}.txt`)).status()).toBe(404);
  } finally {
    await changeSetting("site.indexNow", "0");
  }
});
