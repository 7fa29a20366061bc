import { beforeAll, describe, expect, test } from "vitest";
import { media } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { type FeedScope, readFeed } from "#features/feeds/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { ensureSource, upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { writeAtom } from "#lib/feed-document/write-atom.ts";
import { writeJsonFeed } from "#lib/feed-document/write-json-feed.ts";
import { writeRss } from "#lib/feed-document/write-rss.ts";
import { childrenOf as all, readXml as parse, textOf } from "#lib/xml-testing.ts";

// SITE_URL in tests: http://vigie.test (vitest.config.ts).
/** An extract's HTML: the lead and the credit of the source, never the body. */
const extractHtml =
  '<p><strong>Un extrait.</strong></p><p>Source : l’article <a href="https://www.zdnet.fr/chez-eux?a=1&amp;b=2">Chez eux</a> est extrait de <a href="https://www.zdnet.fr/">ZDNet</a></p>';
const { db, sql, queries } = testDatabase();
const picture = "0123456789abcdef01234567";
const inBody = "89abcdef0123456701234567";
const hostile = `</title>]]><script>&amp;"'\u0001\u000b\ufffe`;

async function feedOf(scope: FeedScope, settings: Partial<Settings> = {}) {
  const feed = await readFeed(db, scope, { ...(await readSettings(db, "fr")), ...settings }, "fr");
  if (!feed) throw new Error("no feed");
  return feed;
}

beforeAll(async () => {
  const size = { format: "jpeg", bytes: 1, width: 1600, height: 800 };
  await db.insert(media).values([
    { id: picture, ...size, alt: `Un "nuage"`, caption: "Le nuage" },
    { id: inBody, ...size },
  ]);
  const cloud = await upsertCategory(db, { slug: "cloud", name: "Cloud & co" });
  await upsertCategory(db, { slug: "vide", name: "Vide" });
  const rgpd = await upsertTag(db, { slug: "rgpd", name: "RGPD" });
  const claire = await upsertAuthor(db, { handle: "claire", name: "Claire <C>" });
  const zdnet = await ensureSource(db, { slug: "zdnet", name: "ZDNet", url: "https://www.zdnet.fr/" });
  await upsertArticle(db, {
    slug: "original",
    status: "published",
    title: `L’original ${hostile}`,
    lead: `Un chapeau ${hostile}.`,
    bodyHtml:
      `<figure><img src="/media/${picture}" alt="" width="1600" height="800"></figure>` +
      `<p>Corps <a href="/articles/copie">ici</a>, <a href="#note">note</a>, <a href="https://ailleurs.example/a?b&amp;c">là</a>.</p>` +
      `<figure><img src="/media/${inBody}" alt="" width="1600" height="800"></figure>` +
      `<p data-card="7"><a href="/articles/autre">Autre</a></p>`,
    publishedAt: new Date("2026-03-02T10:00:00Z"),
    updatedAt: new Date("2026-03-03T10:00:00Z"),
    leadMediaId: picture,
    categoryIds: [cloud],
    tagIds: [rgpd],
    authorIds: [claire],
  });
  await upsertArticle(db, {
    slug: "copie",
    status: "published",
    title: "La copie",
    lead: "Un extrait.",
    bodyHtml: "<p>Le texte d’un autre.</p>",
    publishedAt: new Date("2026-03-01T10:00:00Z"),
    updatedAt: new Date("2026-03-01T10:00:00Z"),
    source: { id: zdnet, title: "Chez eux", url: "https://www.zdnet.fr/chez-eux?a=1&b=2", syndicated: true },
    categoryIds: [cloud],
  });
  await upsertArticle(db, {
    slug: "brouillon",
    status: "draft",
    title: "Brouillon",
    lead: "",
    bodyHtml: "",
    publishedAt: null,
    categoryIds: [cloud],
  });
});

describe("RSS", () => {
  test("describes the channel and its address", async () => {
    const root = parse(writeRss(await feedOf({ kind: "all" })));
    expect(root).toMatchObject({ name: "rss", attributes: { version: "2.0" } });
    const channel = root.children[0];
    expect(textOf(channel, "title")).toBe("Vigie");
    expect(textOf(channel, "link")).toBe("http://vigie.test/");
    expect(textOf(channel, "language")).toBe("fr");
    expect(textOf(channel, "lastBuildDate")).toBe("Tue, 03 Mar 2026 10:00:00 GMT");
    expect(all(channel, "atom:link")[0]?.attributes).toMatchObject({ rel: "self", href: "http://vigie.test/feed.xml" });
    expect(all(channel, "item").map((item) => textOf(item, "link"))).toEqual([
      "http://vigie.test/articles/original",
      "http://vigie.test/articles/copie",
    ]);
  });

  test("carries our own articles whole, with absolute addresses and hostile text as text", async () => {
    const item = all(parse(writeRss(await feedOf({ kind: "all" }))).children[0], "item")[0];
    expect(textOf(item, "title")).toBe(`L’original </title>]]><script>&amp;"'`);
    expect(textOf(item, "pubDate")).toBe("Mon, 02 Mar 2026 10:00:00 GMT");
    expect(textOf(item, "dc:creator")).toBe("Claire <C>");
    expect(all(item, "category").map(({ text }) => text)).toEqual(["Cloud & co", "RGPD"]);
    expect(textOf(item, "guid")).toMatch(/^tag:vigie\.test,2026:article:\d+$/);
    const html = textOf(item, "content:encoded") ?? "";
    expect(html).toContain(`<img src="http://vigie.test/media/${picture}/1280.jpeg"`);
    expect(html.split(picture)).toHaveLength(2);
    expect(html).toContain(`<img src="http://vigie.test/media/${inBody}/1280.jpeg" alt="" width="1280" height="640">`);
    expect(html).toContain('href="http://vigie.test/articles/copie"');
    expect(html).toContain('href="http://vigie.test/articles/original#note"');
    expect(html).toContain('href="https://ailleurs.example/a?b&amp;c"');
    expect(html).not.toMatch(/<script|data-card|="\//);
    expect(all(item, "media:content")[0]?.attributes).toEqual({
      url: `http://vigie.test/media/${picture}/1280.jpeg`,
      medium: "image",
      type: "image/jpeg",
      width: "1280",
      height: "640",
    });
    expect(textOf(all(item, "media:content")[0], "media:description")).toBe('Un "nuage"');
  });

  test("carries only the lead of an extract", async () => {
    const item = all(parse(writeRss(await feedOf({ kind: "all" }))).children[0], "item")[1];
    expect(textOf(item, "description")).toBe("Un extrait.");
    expect(textOf(item, "content:encoded")).toBe(extractHtml);
    expect(textOf(item, "dc:source")).toBe("https://www.zdnet.fr/chez-eux?a=1&b=2");
  });

  test("exists for a category, a tag and an author, is valid when empty, and null when unknown", async () => {
    for (const [scope, path, n] of [
      [{ kind: "category", slug: "cloud" }, "/categories/cloud", 2],
      [{ kind: "tag", slug: "rgpd" }, "/tags/rgpd", 1],
      [{ kind: "author", slug: "claire" }, "/authors/claire", 1],
      [{ kind: "category", slug: "vide" }, "/categories/vide", 0],
    ] as const) {
      const channel = parse(writeRss(await feedOf(scope))).children[0];
      expect(textOf(channel, "link")).toBe(`http://vigie.test${path}`);
      expect(all(channel, "atom:link")[0]?.attributes.href).toBe(`http://vigie.test${path}/feed.xml`);
      expect(all(channel, "item")).toHaveLength(n);
    }
    expect(await readFeed(db, { kind: "tag", slug: "never" }, await readSettings(db), "fr")).toBeNull();
  });
});

test("writes what the Atom standard requires of a feed and an entry", async () => {
  const root = parse(writeAtom(await feedOf({ kind: "all" })));
  expect(root.attributes).toMatchObject({ xmlns: "http://www.w3.org/2005/Atom", "xml:lang": "fr" });
  expect(textOf(root, "id")).toBe("http://vigie.test/atom.xml");
  expect(textOf(root, "updated")).toBe("2026-03-03T10:00:00.000Z");
  const [original, copy] = all(root, "entry");
  expect(textOf(original, "updated")).toBe("2026-03-03T10:00:00.000Z");
  expect(textOf(all(original, "author")[0], "name")).toBe("Claire <C>");
  expect(textOf(original, "content")).toContain("<p>Corps ");
  expect(textOf(copy, "content")).toBe(extractHtml);
  expect(all(copy, "link").map(({ attributes }) => [attributes.rel, attributes.href])).toEqual([
    ["alternate", "http://vigie.test/articles/copie"],
    ["via", "https://www.zdnet.fr/chez-eux?a=1&b=2"],
    ["replies", "http://vigie.test/articles/copie/comments/atom.xml"],
  ]);
  expect(textOf(parse(writeAtom(await feedOf({ kind: "category", slug: "vide" }))), "updated")).toBe(
    "1970-01-01T00:00:00.000Z",
  );
});

test("names the discussion of each article, with the number of its comments", async () => {
  await sql`update articles set comment_count = 3 where slug = 'original'`;
  const item = all(parse(writeRss(await feedOf({ kind: "all" }))).children[0], "item")[0];
  expect(textOf(item, "comments")).toBe("http://vigie.test/articles/original#comments");
  expect(textOf(item, "wfw:commentRss")).toBe("http://vigie.test/articles/original/comments/feed.xml");
  expect(textOf(item, "slash:comments")).toBe("3");
  const entry = all(parse(writeAtom(await feedOf({ kind: "all" }))), "entry")[0];
  expect(all(entry, "link").find(({ attributes }) => attributes.rel === "replies")?.attributes["thr:count"]).toBe("3");
  expect(textOf(entry, "thr:total")).toBe("3");
});

test("contains the lead and a link instead of the body if the settings say so, and of an extract the same", async () => {
  const { items } = await feedOf({ kind: "all" }, { "feeds.content": "excerpt" });
  expect(items[0]?.html).toContain('<a href="http://vigie.test/articles/original">Lire l’article</a>');
  expect(items[0]?.html).toContain("<strong>Un chapeau");
  expect(items[0]?.html).not.toContain("Corps");
  expect(items[1]?.html).toBe(extractHtml);
});

test("writes each item of JSON Feed once, with text or HTML", async () => {
  const feed = JSON.parse(writeJsonFeed(await feedOf({ kind: "all" })));
  expect(feed).toMatchObject({
    version: "https://jsonfeed.org/version/1.1",
    home_page_url: "http://vigie.test/",
    feed_url: "http://vigie.test/feed.json",
    language: "fr",
    items: [
      {
        url: "http://vigie.test/articles/original",
        content_html: expect.stringContaining("<p>Corps "),
        image: `http://vigie.test/media/${picture}/1280.jpeg`,
        tags: ["Cloud & co", "RGPD"],
      },
      { content_html: extractHtml, external_url: "https://www.zdnet.fr/chez-eux?a=1&b=2" },
    ],
  });
});

test("takes one statement for the site's feed and two for an archive's", async () => {
  const settings = await readSettings(db);
  expect((await queries(() => readFeed(db, { kind: "all" }, settings))).statements).toHaveLength(1);
  expect((await queries(() => readFeed(db, { kind: "tag", slug: "rgpd" }, settings))).statements).toHaveLength(2);
});

test("a feed ends after as many articles as the settings say", async () => {
  for (let n = 0; n < 30; n += 1) {
    const publishedAt = new Date(Date.UTC(2025, 0, n + 1));
    await upsertArticle(db, { slug: `n-${n}`, status: "published", title: "N", lead: "", bodyHtml: "", publishedAt });
  }
  for (const [settings, length] of [
    [{}, 30],
    [{ "feeds.items": 12 }, 12],
  ] as const) {
    const { items } = await feedOf({ kind: "all" }, settings);
    expect(items).toHaveLength(length);
    expect(items[0]?.address).toBe("http://vigie.test/articles/original");
  }
});
