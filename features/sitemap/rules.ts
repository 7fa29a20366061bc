import { absoluteUrl } from "#lib/site-address.ts";
import { element, xmlDocument } from "#lib/xml.ts";

/** One part covers so many ids, so it never has more addresses than that (the protocol's limit is 50,000) and costs one index range. */
export const idsPerPart = 10_000;

export type PartKind = "articles" | "tags";

/** `pages`: the home page, texts and what there is few of. The others by ranges of ids: part 0 has the ids 1 to `idsPerPart`. */
export type SitemapPart = { kind: "pages" } | { kind: PartKind; number: number };

export interface SitemapEntry {
  path: string;
  lastModified?: Date;
}

/** "articles-3.xml" and back. Undefined for a name that no part can have. */
export function partName(part: SitemapPart): string {
  return part.kind === "pages" ? "pages.xml" : `${part.kind}-${part.number}.xml`;
}

export function parsePartName(name: string): SitemapPart | undefined {
  if (name === "pages.xml") return { kind: "pages" };
  const match = /^(articles|tags)-(0|[1-9]\d{0,8})\.xml$/.exec(name);
  return match ? { kind: match[1] as PartKind, number: Number(match[2]) } : undefined;
}

const namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

/** A list of addresses. */
export function writeUrlSet(entries: SitemapEntry[]): string {
  return xmlDocument(
    element(
      "urlset",
      { xmlns: namespace },
      ...entries.map(({ path, lastModified }) =>
        element(
          "url",
          {},
          element("loc", {}, absoluteUrl(path)),
          lastModified ? element("lastmod", {}, lastModified.toISOString()) : undefined,
        ),
      ),
    ),
  );
}

/** A list of such lists. */
export function writeSitemapIndex(parts: SitemapPart[]): string {
  return xmlDocument(
    element(
      "sitemapindex",
      { xmlns: namespace },
      ...parts.map((part) => element("sitemap", {}, element("loc", {}, absoluteUrl(`/sitemaps/${partName(part)}`)))),
    ),
  );
}

/** Nothing there is for search engines: private, one person's, or endless. */
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
  "/report?",
  "/search",
];

export function writeRobotsTxt(): string {
  const rules = disallowedPaths.map((path) => `Disallow: ${path}`);
  return ["User-agent: *", ...rules, "", `Sitemap: ${absoluteUrl("/sitemap.xml")}`, ""].join("\n");
}

/** How long (days) the file may be believed: RFC 9116 asks for less than a year. It is written anew each day. */
const securityTextDays = 180;

/** `/.well-known/security.txt` (RFC 9116): whom to tell of a vulnerability. */
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
