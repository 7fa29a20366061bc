import { fileURLToPath } from "node:url";
import type { APIRequestContext, Page } from "@playwright/test";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { childrenOf, type ReadElement, readXml, textOf } from "#lib/xml-testing.ts";
import { completeArticleLink, expect, newestArticlePath, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { anArticleWithComments, changeSetting } from "./test-data.ts";

// What machines read, over HTTP. Nothing here depends on the window's width, so each test runs once.

async function text(request: APIRequestContext, path: string, type: RegExp): Promise<string> {
  const answer = await request.get(path);
  expect(answer.status(), path).toBe(200);
  expect(answer.headers()["content-type"], path).toMatch(type);
  return await answer.text();
}

async function sitemap(request: APIRequestContext): Promise<string[]> {
  const root = readXml(await text(request, "/sitemap.xml", /^application\/xml; charset=utf-8$/));
  const addresses = (node: ReadElement, child: string) =>
    childrenOf(node, child).map((entry) => textOf(entry, "loc") ?? "");
  if (root.name === "urlset") return addresses(root, "url");
  const urls: string[] = [];
  for (const part of addresses(root, "sitemap")) {
    const set = readXml(await text(request, new URL(part).pathname, /^application\/xml/));
    expect(childrenOf(set, "url").length).toBeLessThanOrEqual(10_000);
    urls.push(...addresses(set, "url"));
  }
  return urls;
}

const pathOf = (address: string) => new URL(address).pathname;

/**
 * Returns the attribute of the only matching element in the head. Fails if there are several: machines would pick one.
 */
async function inHead(page: Page, selector: string, attribute = "content"): Promise<string> {
  const found = page.locator(`head > ${selector}`);
  await expect(found, selector).toHaveCount(1);
  return (await found.getAttribute(attribute)) ?? "";
}

/** Returns the JSON-LD of the page, by type. */
async function structuredData(page: Page) {
  const blocks = await page.locator('script[type="application/ld+json"]').allTextContents();
  return new Map(blocks.map((block) => JSON.parse(block)).map((data) => [String(data["@type"]), data]));
}

test("an original article is described for search engines and link previews, its picture included @desktop", async ({
  page,
  request,
}) => {
  const [path] = (await sitemap(request)).map(pathOf).filter((one) => one.startsWith("/articles/"));
  const address = (await request.get(path ?? "")).url();
  await page.goto(path ?? "");
  const title = (await page.locator("h1").first().textContent())?.replace(/[\u00a0\u202f]/g, " ");
  expect(await inHead(page, 'link[rel="canonical"]', "href")).toBe(address);
  expect(await inHead(page, 'meta[name="robots"]')).toBe("max-image-preview:large");
  expect(await inHead(page, 'meta[property="og:type"]')).toBe("article");
  expect((await inHead(page, 'meta[property="og:title"]')).replace(/[\u00a0\u202f]/g, " ")).toBe(title);
  expect(await inHead(page, 'meta[property="og:url"]')).toBe(address);
  expect(await inHead(page, 'meta[name="description"]')).not.toBe("");
  expect(await inHead(page, 'meta[name="twitter:card"]')).toBe("summary_large_image");

  const picture = await request.get(await inHead(page, 'meta[property="og:image"]'));
  expect(picture.status()).toBe(200);
  expect(picture.headers()["content-type"]).toMatch(/^image\/(jpeg|png)$/);
  const size = await page.evaluate(
    async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight].map(String);
    },
    new URL(await inHead(page, 'meta[property="og:image"]')).pathname,
  );
  expect(size).toEqual([
    await inHead(page, 'meta[property="og:image:width"]'),
    await inHead(page, 'meta[property="og:image:height"]'),
  ]);

  const data = await structuredData(page);
  const article = data.get("NewsArticle");
  expect(article).toMatchObject({ "@context": "https://schema.org", url: address, inLanguage: "fr" });
  expect(article.headline.replace(/[\u00a0\u202f]/g, " ")).toBe(title?.slice(0, 110));
  expect(article.datePublished).toBe(await page.locator("time.dt-published").first().getAttribute("datetime"));
  expect(article.author[0].name).not.toBe("");
  const steps = data.get("BreadcrumbList").itemListElement;
  expect(steps.at(-1).item).toBe(address);
  expect((await request.get(steps[0].item)).status()).toBe(200);
});

test("a syndicated copy is kept out of search engines and names its source @desktop", async ({ page, request }) => {
  const listed = new Set((await sitemap(request)).map(pathOf));
  const source = [...listed].find((path) => path.startsWith("/sources/"));
  test.skip(source === undefined, "no article of another site here");
  await page.goto(source ?? "");
  await page.locator(completeArticleLink).first().click();
  await page.waitForURL(/\/articles\//);
  expect(await inHead(page, 'meta[name="robots"]')).toBe("noindex, follow");
  await expect(page.locator('head > link[rel="canonical"]')).toHaveCount(0);
  expect(listed).not.toContain(new URL(page.url()).pathname);
  const link = await page.locator('#source a[href^="http"]').first().getAttribute("href");
  expect((await structuredData(page)).get("NewsArticle").isBasedOn.url).toBe(link);
});

test("the sitemap lists only existing pages that allow indexing @desktop", async ({ request }) => {
  const urls = await sitemap(request);
  expect(new Set(urls).size).toBe(urls.length);
  const kinds = new Map(urls.map((url) => [pathOf(url).split("/")[1], url]));
  expect([...kinds.keys()]).toEqual(expect.arrayContaining(["", "articles", "categories", "authors", "tags"]));
  for (const url of kinds.values()) {
    const answer = await request.get(url, { maxRedirects: 0 });
    expect(answer.status(), url).toBe(200);
    expect(await answer.text(), url).not.toMatch(/name="robots" content="[^"]*noindex/);
  }
});

test("feeds are valid, alike and complete @desktop", async ({ request }) => {
  const readRss = async () =>
    readXml(await text(request, "/feed.xml", /^application\/rss\+xml; charset=utf-8$/)).children[0];
  const linksOf = (channel: Awaited<ReturnType<typeof readRss>>) =>
    childrenOf(channel, "item").map((item) => textOf(item, "link") ?? "");
  const channel = await readRss();
  expect(linksOf(channel).length).toBeGreaterThan(0);
  expect(linksOf(channel).length).toBeLessThanOrEqual(30);
  for (const item of childrenOf(channel, "item")) {
    expect(textOf(item, "title")).not.toBe("");
    expect(Number.isNaN(Date.parse(textOf(item, "pubDate") ?? ""))).toBe(false);
    expect(textOf(item, "content:encoded") ?? "").not.toMatch(/(?:src|href)="\/|<script/);
  }
  const pictures = childrenOf(channel, "item").flatMap((item) => childrenOf(item, "media:content"));
  for (const { attributes } of pictures.slice(0, 2)) {
    expect((await request.get(attributes.url ?? "")).headers()["content-type"]).toBe(attributes.type);
  }
  // Other journeys publish meanwhile, and each feed shows an addition when it is next rendered.
  await expect(async () => {
    const links = linksOf(await readRss());
    const atom = readXml(await text(request, "/atom.xml", /^application\/atom\+xml; charset=utf-8$/));
    expect(
      childrenOf(atom, "entry").map(
        (entry) => childrenOf(entry, "link").find(({ attributes }) => attributes.rel === "alternate")?.attributes.href,
      ),
    ).toEqual(links);
    const json = JSON.parse(await text(request, "/feed.json", /^application\/feed\+json; charset=utf-8$/));
    expect(json.items.map((item: { url: string }) => item.url)).toEqual(links);
  }).toPass({ timeout: 30_000 });
});

test("a list names its own feed, and an unknown one has none @desktop", async ({ page, request }) => {
  const category = (await sitemap(request)).map(pathOf).find((path) => path.startsWith("/categories/")) ?? "";
  await page.goto(category);
  const feed = page.locator('head > link[type="application/rss+xml"]').first();
  expect(new URL((await feed.getAttribute("href")) ?? "").pathname).toBe(`${category}/feed.xml`);
  const items = childrenOf(readXml(await text(request, `${category}/feed.xml`, /rss/)).children[0], "item");
  expect(items.length).toBeGreaterThan(0);
  for (const path of ["/categories/never/feed.xml", "/tags/never/atom.xml", "/authors/never/feed.json"]) {
    expect((await request.get(path)).status(), path).toBe(404);
  }
});

test("an article names the feeds of its discussion, which a withdrawal ends @desktop", async ({ page, request }) => {
  const { id, path, comments } = await anArticleWithComments([
    { key: "Premier" },
    { key: "Second", parent: { key: "Premier" } },
    { key: "En attente", status: "pending" },
  ]);
  await page.goto(path);
  for (const [type, file] of [
    ["application/rss+xml", "feed.xml"],
    ["application/atom+xml", "atom.xml"],
    ["application/feed+json", "feed.json"],
  ]) {
    const named = page.locator(`head > link[rel="alternate"][type="${type}"]`).first();
    expect(new URL((await named.getAttribute("href")) ?? "").pathname).toBe(`${path}/comments/${file}`);
  }
  await expect(page.locator(`#comments a[href="${path}/comments/feed.xml"]`)).toBeVisible();
  const atom = readXml(await text(request, `${path}/comments/atom.xml`, /^application\/atom\+xml; charset=utf-8$/));
  const links = childrenOf(atom, "entry").map(
    (entry) =>
      childrenOf(entry, "link").find(({ attributes }) => attributes.rel === "alternate")?.attributes.href ?? "",
  );
  expect(links.map((link) => new URL(link).hash)).toEqual(
    ["Second", "Premier"].map((key) => `#comment-${comments.get(key)}`),
  );
  await page.goto(links[0] ?? "");
  await expect(page.locator(`#comment-${comments.get("Second")}`)).toBeVisible();

  await withSiteDatabase((db) => setArticleStatus(db, [id], "withdrawn"));
  for (const file of ["feed.xml", "atom.xml", "feed.json"])
    await expect.poll(async () => (await request.get(`${path}/comments/${file}`)).status(), file).toBe(410);
  expect((await request.get("/articles/never/comments/feed.xml")).status()).toBe(404);
});

test("a reader that has a feed gets a 304, by entity tag or by date @desktop", async ({ request }) => {
  // Nothing else changes this feed.
  const { path } = await anArticleWithComments([{ key: "Seul" }]);
  const feed = `${path}/comments/feed.xml`;
  const first = await request.get(feed);
  const { etag = "", "last-modified": date = "" } = first.headers();
  expect(Date.parse(date)).toBeLessThanOrEqual(Date.now());
  const ask = async (headers: Record<string, string>) => (await request.get(feed, { headers })).status();
  expect(await ask({ "if-none-match": `"other", W/${etag}` })).toBe(304);
  expect(await ask({ "if-none-match": "*" })).toBe(304);
  expect(await ask({ "if-modified-since": date })).toBe(304);
  // The entity tag decides.
  expect(await ask({ "if-none-match": '"other"', "if-modified-since": date })).toBe(200);
  expect(await ask({ "if-modified-since": new Date(Date.parse(date) - 1_000).toUTCString() })).toBe(200);
  expect(await ask({ "if-modified-since": "Fri, 31 Dec 2100 23:59:59 GMT" })).toBe(200);
  for (const odd of ["1", "yesterday", "2026-11-29", "x".repeat(5_000)])
    expect(await ask({ "if-modified-since": odd })).toBe(200);
  expect(await ask({ range: "bytes=0-9" })).toBe(200);
});

test("corrections and the moderation log have feeds in each format @desktop", async ({ page, request }) => {
  for (const path of ["/corrections", "/moderation-log"]) {
    readXml(await text(request, `${path}/feed.xml`, /^application\/rss\+xml; charset=utf-8$/));
    readXml(await text(request, `${path}/atom.xml`, /^application\/atom\+xml; charset=utf-8$/));
    JSON.parse(await text(request, `${path}/feed.json`, /^application\/feed\+json; charset=utf-8$/));
    await page.goto(path);
    const named = page.locator('head > link[type="application/atom+xml"]').first();
    expect(new URL((await named.getAttribute("href")) ?? "").pathname).toBe(`${path}/atom.xml`);
  }
});

test("robots.txt and the manifest point to existing addresses @desktop", async ({ request }) => {
  const robots = await text(request, "/robots.txt", /^text\/plain; charset=utf-8$/);
  expect(robots).toMatch(/^Disallow: \/admin$/m);
  // Only crawlers that collect texts to train AI (e2e/text-mining.spec.ts).
  expect(robots.slice(robots.indexOf("User-agent: *"), robots.indexOf("User-agent: GPTBot"))).not.toMatch(
    /^Disallow: \/$/m,
  );
  const map = /^Sitemap: (.+)$/m.exec(robots)?.[1] ?? "";
  expect((await request.get(map)).status()).toBe(200);
  const manifest = JSON.parse(await text(request, "/manifest.webmanifest", /^application\/manifest\+json/));
  expect(manifest.icons.length).toBeGreaterThan(1);
  for (const { src, type } of manifest.icons) {
    expect((await request.get(src)).headers()["content-type"]?.split(";")[0], src).toBe(type);
  }
});

test("well-known addresses name the security contact and the page to change a password @desktop", async ({
  request,
}) => {
  const said = await text(request, "/.well-known/security.txt", /^text\/plain; charset=utf-8$/);
  const contact = /^Contact: (.+)$/m.exec(said)?.[1] ?? "";
  expect((await request.get(contact)).status()).toBe(200);
  const expires = Date.parse(/^Expires: (.+)$/m.exec(said)?.[1] ?? "");
  expect(expires).toBeGreaterThan(Date.now());
  expect(expires).toBeLessThan(Date.now() + 365 * 86_400_000);
  const change = await request.get("/.well-known/change-password", { maxRedirects: 0 });
  expect(change.status()).toBe(307);
  expect(change.headers().location).toBe("/account/security#password");
});

test("WordPress's old addresses redirect permanently in a single redirect @desktop", async ({ page, request }) => {
  const article = await newestArticlePath(page);
  const slug = article.slice("/articles/".length);
  const paths = (await sitemap(request)).map(pathOf);
  const nameOf = (parent: string) => paths.find((path) => path.startsWith(parent))?.slice(parent.length) ?? "";
  const category = nameOf("/categories/");
  const tag = nameOf("/tags/");
  const author = nameOf("/authors/");
  const moved: [string, string][] = [
    [`/${slug}`, article],
    [`/${slug}/`, article],
    [`/2017/03/19/${slug}/`, article],
    [`/index.php/2017/03/${slug.toUpperCase()}`, article],
    [`/${slug}/amp/`, article],
    [`/${slug}/?utm_source=x`, article],
    [`/category/${category}/`, `/categories/${category}`],
    [`/category/parent/${category}/page/2/`, `/categories/${category}?page=2`],
    [`/category/${category}/feed/`, `/categories/${category}/feed.xml`],
    [`/tag/${tag}/`, `/tags/${tag}`],
    [`/author/${author}/`, `/authors/${author}`],
    ["/feed/", "/feed.xml"],
    ["/feed/atom/", "/atom.xml"],
    ["/page/3", "/?page=3"],
    [`/articles/${slug}/`, article],
  ];
  for (const [from, to] of moved) {
    const answer = await request.get(from, { maxRedirects: 0 });
    expect(answer.status(), from).toBe(308);
    const location = new URL(answer.headers().location ?? "", answer.url());
    expect(location.pathname + location.search, from).toBe(to);
  }
});

test("an article of a WordPress export is reached at every address it had there @desktop", async ({
  request,
  vigie,
}) => {
  test.slow();
  const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
  // Requested before it exists (unless an earlier run imported it): the 404 must not outlive the import.
  expect([404, 200]).toContain((await request.get("/?p=4711")).status());
  await vigie("import", "wordpress", `${fixtures}/old-site.xml`, "--uploads", `${fixtures}/uploads`);
  const article = "/articles/le-phare-de-l-ete";
  const addresses = [
    "/?p=4711",
    // The page of the picture, which the article shows.
    "/?attachment_id=4712",
    "/2015/06/02/le-phare-de-l%e2%80%99%c3%a9t%c3%a9/",
    "/2015/06/02/le-phare-de-l’été",
    "/2015/06/02/brouillon-de-phare/",
  ];
  for (const from of addresses) {
    await expect
      .poll(async () => {
        const answer = await request.get(from, { maxRedirects: 0 });
        return [answer.status(), answer.headers().location];
      }, from)
      .toEqual([308, article]);
  }
  expect((await request.get(article)).status()).toBe(200);
  for (const from of [
    "/wp-content/uploads/2015/06/phare-allume.jpg",
    "/wp-content/uploads/2015/06/phare-allume-300x200.jpg",
  ]) {
    const first = await request.get(from, { maxRedirects: 0 });
    expect(first.status(), from).toBe(308);
    expect(first.headers().location, from).toMatch(/^\/media\/[a-f0-9]{24}/);
    expect((await request.get(from)).headers()["content-type"], from).toMatch(/^image\//);
  }
});

test("an address that never existed is a 404 on its first hit, readable without scripts and not indexed @desktop", async ({
  request,
}) => {
  const never = () => `never-${Math.random().toString(36).slice(2)}`;
  for (const path of [
    `/${never()}`,
    `/${never()}/`,
    `/2017/03/${never()}`,
    `/?p=999999999`,
    "/%C3%A9t%C3%A9",
    "/xmlrpc.php",
  ]) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(404);
    const html = await answer.text();
    expect(html, path).toContain("Cette page n’existe pas");
    expect(html, path).toMatch(/<html lang="fr"[ >]/);
    expect(html.slice(0, html.indexOf("</head>")), path).toContain('<meta name="robots" content="noindex"/>');
    expect(html, path).not.toContain('rel="canonical"');
  }
});

test("page N of a list has its own address, page 1 is the list, and a page beyond the end is a 404 @desktop", async ({
  page,
  request,
}) => {
  const first = await request.get("/?page=1", { maxRedirects: 0 });
  expect([first.status(), first.headers().location]).toEqual([308, "/"]);
  expect((await request.get("/?page=99999")).status()).toBe(404);
  await page.goto("/");
  // The demo content fills one page; a larger site has a second.
  if ((await page.locator('head > link[rel="next"]').count()) === 0) return;
  await page.goto("/?page=2");
  expect(await inHead(page, 'link[rel="canonical"]', "href")).toMatch(/\/\?page=2$/);
  expect(new URL(await inHead(page, 'link[rel="prev"]', "href")).search).toBe("");
});

test("the privacy and legal pages link to each other and name their canonical address @desktop", async ({
  page,
  request,
}) => {
  for (const [path, other] of [
    ["/privacy", "/legal"],
    ["/legal", "/privacy"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page.locator(`main a[href="${other}"]`).first()).toBeVisible();
    expect(await inHead(page, 'link[rel="canonical"]', "href")).toContain(path);
    expect((await request.get(path)).status()).toBe(200);
  }
});

test("a changed site description appears in the feeds, the head and the manifest immediately @alone", async ({
  request,
}) => {
  const word = `guet-${Math.random().toString(36).slice(2)}`;
  try {
    await changeSetting("site.description", `Des nouvelles du ${word}.`);
    for (const path of ["/feed.xml", "/atom.xml", "/feed.json", "/", "/manifest.webmanifest"]) {
      await expect.poll(async () => (await request.get(path)).text(), path).toContain(word);
    }
  } finally {
    await changeSetting("site.description", "");
  }
});
