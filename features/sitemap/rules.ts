import type { ReservationLines } from "#features/text-mining/rules.ts";
import { isoWithZone } from "#lib/dates.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { element, xmlDocument } from "#lib/xml.ts";

/** Ids per part. A part never has more addresses than that (the protocol allows 50,000), and costs one index range. */
export const idsPerPart = 10_000;

export type PartKind = "articles" | "tags";

/** `pages`: the home page, pages and short lists. The others by ranges of ids: part 0 has the ids 1 to `idsPerPart`. */
export type SitemapPart = { kind: "pages" } | { kind: PartKind; number: number };

export interface SitemapEntry {
  path: string;
  lastModified?: Date;
  /** The paths of its pictures. */
  pictures?: string[];
}

/** An article in the news sitemap. */
export interface NewsEntry {
  path: string;
  title: string;
  publishedAt: Date;
}

/** What the news sitemap says about the site. */
export interface NewsPublication {
  name: string;
  /** ISO 639-1. */
  language: string;
  zone: string;
}

/** Maximum number of pictures of one address (the protocol's limit). */
export const maxPicturesPerEntry = 1_000;

/** Maximum number of pictures of one part, so that it stays far below the protocol's 50 MB. */
const maxPicturesPerPart = 200_000;

/** Google lists articles of the last two days, at most 1,000 of them. */
export const newsHours = 48;
export const maxNewsEntries = 1_000;

/** Returns a part's file name: "articles-3.xml". */
export function partName(part: SitemapPart): string {
  return part.kind === "pages" ? "pages.xml" : `${part.kind}-${part.number}.xml`;
}

export function parsePartName(name: string): SitemapPart | undefined {
  if (name === "pages.xml") return { kind: "pages" };
  const match = /^(articles|tags)-(0|[1-9]\d{0,8})\.xml$/.exec(name);
  return match ? { kind: match[1] as PartKind, number: Number(match[2]) } : undefined;
}

const namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
const imageNamespace = "http://www.google.com/schemas/sitemap-image/1.1";
const newsNamespace = "http://www.google.com/schemas/sitemap-news/0.9";

/** Writes a list of addresses with their pictures. */
export function writeUrlSet(entries: SitemapEntry[]): string {
  let picturesLeft = maxPicturesPerPart;
  const takePictures = (pictures: string[] = []) => {
    const taken = pictures.slice(0, Math.min(maxPicturesPerEntry, picturesLeft));
    picturesLeft -= taken.length;
    return taken;
  };
  return xmlDocument(
    element(
      "urlset",
      { xmlns: namespace, "xmlns:image": imageNamespace },
      ...entries.map(({ path, lastModified, pictures }) =>
        element(
          "url",
          {},
          element("loc", {}, absoluteUrl(path)),
          lastModified ? element("lastmod", {}, lastModified.toISOString()) : undefined,
          ...takePictures(pictures).map((picture) =>
            element("image:image", {}, element("image:loc", {}, absoluteUrl(picture))),
          ),
        ),
      ),
    ),
  );
}

/** Writes the news sitemap; without articles it has no addresses. */
export function writeNewsSitemap(entries: NewsEntry[], { name, language, zone }: NewsPublication): string {
  const publication = element(
    "news:publication",
    {},
    element("news:name", {}, name),
    element("news:language", {}, language),
  );
  return xmlDocument(
    element(
      "urlset",
      { xmlns: namespace, "xmlns:news": newsNamespace },
      ...entries.map(({ path, title, publishedAt }) =>
        element(
          "url",
          {},
          element("loc", {}, absoluteUrl(path)),
          element(
            "news:news",
            {},
            publication,
            element("news:publication_date", {}, isoWithZone(publishedAt, zone)),
            element("news:title", {}, title),
          ),
        ),
      ),
    ),
  );
}

/** Writes the index of such lists. */
export function writeSitemapIndex(parts: SitemapPart[]): string {
  return xmlDocument(
    element(
      "sitemapindex",
      { xmlns: namespace },
      ...parts.map((part) => element("sitemap", {}, element("loc", {}, absoluteUrl(`/sitemaps/${partName(part)}`)))),
    ),
  );
}

/** Paths without anything for search engines: private, personal, or endless. */
const disallowedPaths = [
  "/admin",
  "/account",
  "/api/",
  "/comments/",
  "/invitation",
  "/login",
  "/notifications",
  "/register",
  "/report/",
  "/feeds/",
  "/report?",
  "/search",
];

/** Writes robots.txt, with what the site reserves of text and data mining. */
export function writeRobotsTxt({ header, everyone, crawlers }: ReservationLines): string {
  const rules = disallowedPaths.map((path) => `Disallow: ${path}`);
  const sitemaps = ["/sitemap.xml", "/news-sitemap.xml"].map((path) => `Sitemap: ${absoluteUrl(path)}`);
  return [...header, "User-agent: *", ...everyone, ...rules, "", ...crawlers, ...sitemaps, ""].join("\n");
}

/** Validity (days) of the file: RFC 9116 recommends less than a year. It is written again each day. */
const securityTextDays = 180;

/** Writes `/.well-known/security.txt` (RFC 9116), which names the contact for vulnerabilities. */
export function writeSecurityTxt(now: Date): string {
  const expires = new Date(now.getTime() + securityTextDays * 86_400_000);
  expires.setUTCHours(0, 0, 0, 0);
  return [
    `Contact: ${absoluteUrl("/legal")}`,
    `Expires: ${expires.toISOString()}`,
    "Preferred-Languages: fr, en",
    `Canonical: ${absoluteUrl("/.well-known/security.txt")}`,
    "",
  ].join("\n");
}
