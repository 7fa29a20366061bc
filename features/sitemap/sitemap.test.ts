import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { media } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { ensureStory, placeInStory } from "#features/stories/mutations.ts";
import { ensureSource, upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { childrenOf, readXml, textOf } from "#lib/xml-testing.ts";
import { listNewsEntries, listSitemapEntries, listSitemapParts } from "./queries.ts";
import {
  idsPerPart,
  maxPicturesPerEntry,
  parsePartName,
  partName,
  writeNewsSitemap,
  writeRobotsTxt,
  writeSecurityTxt,
  writeSitemapIndex,
  writeUrlSet,
} from "./rules.ts";

const { db, clear, queries } = testDatabase();

beforeEach(clear);

const at = new Date("2026-03-02T10:00:00Z");
const article = (slug: string, more: Partial<Parameters<typeof upsertArticle>[1]> = {}) =>
  upsertArticle(db, {
    slug,
    status: "published",
    title: slug,
    lead: "",
    bodyHtml: "",
    publishedAt: at,
    updatedAt: at,
    ...more,
  });

test("lists published originals only, and lists that have articles", async () => {
  const cloud = await upsertCategory(db, { slug: "cloud", name: "Cloud" });
  await upsertCategory(db, { slug: "vide", name: "Vide" });
  const rgpd = await upsertTag(db, { slug: "rgpd", name: "RGPD" });
  await upsertTag(db, { slug: "sans", name: "Sans" });
  const claire = await upsertAuthor(db, { handle: "claire", name: "Claire" });
  const zdnet = await ensureSource(db, { slug: "zdnet", name: "ZDNet", url: "https://www.zdnet.fr/" });
  const { id: original } = await article("original", { categoryIds: [cloud], tagIds: [rgpd], authorIds: [claire] });
  await article("copie", { source: { id: zdnet, title: "", url: "https://www.zdnet.fr/x", syndicated: true } });
  await article("brouillon", { status: "draft", publishedAt: null, categoryIds: [cloud] });
  await article("retire", { status: "withdrawn" });

  const series = await ensureStory(db, "Série", "series", null);
  await placeInStory(db, original, { storyId: series, place: null });
  await ensureStory(db, "Vide", "story", null);

  const parts = await listSitemapParts(db);
  expect(parts.map(partName)).toEqual(["pages.xml", "tags-0.xml", "articles-0.xml"]);
  const entries = [];
  for (const part of parts) entries.push(...(await listSitemapEntries(db, part)));
  expect(entries).toEqual([
    { path: "/", lastModified: at },
    { path: "/about" },
    { path: "/discussions" },
    { path: "/rules" },
    { path: "/moderation-log" },
    { path: "/transparency" },
    { path: "/corrections" },
    { path: "/newsletter" },
    { path: "/report" },
    { path: "/privacy" },
    { path: "/legal" },
    { path: "/categories/cloud", lastModified: at },
    { path: "/authors/claire", lastModified: at },
    { path: "/stories/serie", lastModified: at },
    { path: "/sources/zdnet" },
    { path: "/tags/rgpd" },
    { path: "/articles/original", lastModified: at },
  ]);
  const urls = childrenOf(readXml(writeUrlSet(entries)), "url");
  expect(textOf(urls.at(-1), "loc")).toBe("http://vigie.test/articles/original");
  expect(textOf(urls.at(-1), "lastmod")).toBe("2026-03-02T10:00:00.000Z");
});

test("lists the home page and pages of an empty site", async () => {
  expect(await listSitemapParts(db)).toEqual([{ kind: "pages" }]);
  expect(await listSitemapEntries(db, { kind: "pages" })).toEqual([
    { path: "/" },
    { path: "/about" },
    { path: "/discussions" },
    { path: "/rules" },
    { path: "/moderation-log" },
    { path: "/transparency" },
    { path: "/corrections" },
    { path: "/newsletter" },
    { path: "/report" },
    { path: "/privacy" },
    { path: "/legal" },
  ]);
});

test("splits a large site by ranges of ids, without empty parts, and reads no rows to count them", async () => {
  await article("first");
  for (const [slug, id] of [
    ["last-of-0", idsPerPart],
    ["first-of-1", idsPerPart + 1],
    ["far", 25 * idsPerPart],
  ] as const) {
    await db.execute(sql`
      insert into articles (id, slug, status, title, published_at) overriding system value
      values (${id}, ${slug}, 'published', 'x', ${at.toISOString()})`);
  }
  const { result: parts, statements } = await queries(() => listSitemapParts(db));
  expect(parts.map(partName)).toEqual(["pages.xml", "articles-0.xml", "articles-1.xml", "articles-24.xml"]);
  expect(statements).toHaveLength(2);
  const slugs = async (number: number) =>
    (await listSitemapEntries(db, { kind: "articles", number })).map(({ path }) => path);
  expect(await slugs(0)).toEqual(["/articles/first", "/articles/last-of-0"]);
  expect(await slugs(1)).toEqual(["/articles/first-of-1"]);
  expect(await slugs(2)).toEqual([]);
  expect(await slugs(24)).toEqual(["/articles/far"]);
  expect(childrenOf(readXml(writeSitemapIndex(parts)), "sitemap").map((part) => textOf(part, "loc"))).toContain(
    "http://vigie.test/sitemaps/articles-24.xml",
  );
});

const addPicture = (id: string, revision = 0) =>
  db.insert(media).values({ id, format: "jpeg", width: 1600, height: 900, bytes: 1, revision });

test("lists the pictures that an article shows, the lead picture first, and dates no change before publication", async () => {
  const [first, lead] = ["0".repeat(24), "f".repeat(24)];
  await addPicture(first);
  await addPicture(lead, 2);
  await article("illustre", { leadMediaId: lead, bodyHtml: "<p>x</p>", updatedAt: new Date("2020-01-01T00:00:00Z") });
  await db.execute(sql`insert into article_media select id, ${first} from articles where slug = 'illustre'`);
  await db.execute(sql`insert into article_media select id, ${lead} from articles where slug = 'illustre'`);
  await article("sans-image");
  const entries = await listSitemapEntries(db, { kind: "articles", number: 0 });
  const written = childrenOf(readXml(writeUrlSet(entries)), "url");
  expect(written.map((url) => childrenOf(url, "image:image").map((picture) => textOf(picture, "image:loc")))).toEqual([
    [`http://vigie.test/media/${lead}/r2/1280.jpeg`, `http://vigie.test/media/${first}/1280.jpeg`],
    [],
  ]);
  expect(textOf(written[0], "lastmod")).toBe("2026-03-02T10:00:00.000Z");
});

test("lists at most 1,000 pictures of one article", () => {
  const pictures = Array.from({ length: maxPicturesPerEntry + 1 }, (_, n) => `/media/${n}`);
  const [url] = childrenOf(readXml(writeUrlSet([{ path: "/x", pictures }])), "url");
  expect(url && childrenOf(url, "image:image")).toHaveLength(maxPicturesPerEntry);
});

describe("the news sitemap", () => {
  const publication = { name: "Vigie & Cie", language: "fr", zone: "Europe/Paris" };
  const now = new Date("2026-03-04T10:00:00Z");
  const hoursBefore = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

  test("lists our own articles of the last 48 hours, the newest first", async () => {
    const zdnet = await ensureSource(db, { slug: "zdnet", name: "ZDNet", url: "https://www.zdnet.fr/" });
    await article("ancien", { publishedAt: hoursBefore(48) });
    await article("recent", { publishedAt: hoursBefore(47.9), title: "Récent <b> & vrai" });
    await article("nouveau", { publishedAt: hoursBefore(1) });
    await article("demain", { publishedAt: hoursBefore(-1) });
    await article("brouillon", { status: "draft", publishedAt: null });
    await article("retire", { status: "withdrawn", publishedAt: hoursBefore(1) });
    await article("copie", {
      publishedAt: hoursBefore(1),
      source: { id: zdnet, title: "", url: "https://www.zdnet.fr/x", syndicated: true },
    });
    const entries = await listNewsEntries(db, now);
    expect(entries.map(({ path }) => path)).toEqual(["/articles/nouveau", "/articles/recent"]);
    const [, second] = childrenOf(readXml(writeNewsSitemap(entries, publication)), "url");
    const [news] = childrenOf(second, "news:news");
    const [of] = childrenOf(news, "news:publication");
    expect([textOf(of, "news:name"), textOf(of, "news:language")]).toEqual(["Vigie & Cie", "fr"]);
    expect(textOf(news, "news:title")).toBe("Récent <b> & vrai");
    expect(textOf(news, "news:publication_date")).toBe("2026-03-02T11:06:00+01:00");
  });

  test("is a document without addresses when nothing is new", async () => {
    await article("ancien", { publishedAt: hoursBefore(72) });
    const root = readXml(writeNewsSitemap(await listNewsEntries(db, now), publication));
    expect([root.name, root.children]).toEqual(["urlset", []]);
  });
});

test.each(["pages.xml", "articles-0.xml", "tags-12.xml"])("accepts %s as a part", (name) => {
  const part = parsePartName(name);
  expect(part && partName(part)).toBe(name);
});

test.each(["articles-01.xml", "articles--1.xml", "articles-1", "../x", "members-0.xml", "articles-9999999999.xml"])(
  "%s names none",
  (name) => {
    expect(parsePartName(name)).toBeUndefined();
  },
);

test("tells robots where the sitemap is and what is disallowed", () => {
  const lines = writeRobotsTxt({ header: [], everyone: [], crawlers: [] }).split("\n");
  expect(lines[0]).toBe("User-agent: *");
  expect(lines).toContain("Disallow: /admin");
  expect(lines).not.toContain("Disallow: /");
  expect(lines).toContain("Sitemap: http://vigie.test/sitemap.xml");
  expect(lines).toContain("Sitemap: http://vigie.test/news-sitemap.xml");
});

test("names the contact for vulnerabilities, with an expiry within a year", () => {
  expect(writeSecurityTxt(new Date("2026-11-27T09:15:00Z")).split("\n")).toEqual([
    "Contact: http://vigie.test/legal",
    "Expires: 2027-05-26T00:00:00.000Z",
    "Preferred-Languages: fr, en",
    "Canonical: http://vigie.test/.well-known/security.txt",
    "",
  ]);
});
