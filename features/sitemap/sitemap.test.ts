import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { ensureSource, upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { childrenOf, readXml, textOf } from "#lib/xml-testing.ts";
import { listSitemapEntries, listSitemapParts } from "./queries.ts";
import {
  idsPerPart,
  parsePartName,
  partName,
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
  await article("original", { categoryIds: [cloud], tagIds: [rgpd], authorIds: [claire] });
  await article("copie", { source: { id: zdnet, title: "", url: "https://www.zdnet.fr/x", syndicated: true } });
  await article("brouillon", { status: "draft", publishedAt: null, categoryIds: [cloud] });
  await article("retire", { status: "withdrawn" });

  const parts = await listSitemapParts(db);
  expect(parts.map(partName)).toEqual(["pages.xml", "tags-0.xml", "articles-0.xml"]);
  const entries = [];
  for (const part of parts) entries.push(...(await listSitemapEntries(db, part)));
  expect(entries).toEqual([
    { path: "/", lastModified: at },
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
