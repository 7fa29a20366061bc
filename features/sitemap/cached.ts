import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { listSitemapEntries, listSitemapParts } from "./queries.ts";
import { parsePartName, writeRobotsTxt, writeSecurityTxt, writeSitemapIndex, writeUrlSet } from "./rules.ts";

/** Returns `/sitemap.xml`: all addresses of a small site, or the index of a large site's parts. */
export async function getSitemap(): Promise<string> {
  "use cache";
  tagged(articleCacheTags.lists, pageCacheTags.list);
  const db = database();
  const parts = await listSitemapParts(db);
  if (parts.some((part) => part.kind !== "pages" && part.number > 0)) return writeSitemapIndex(parts);
  const entries = [];
  for (const part of parts) entries.push(...(await listSitemapEntries(db, part)));
  return writeUrlSet(entries);
}

/** Returns one part by its file name, or null if there is none. */
export async function getSitemapPart(name: string): Promise<string | null> {
  "use cache";
  tagged(articleCacheTags.lists, pageCacheTags.list);
  const part = parsePartName(name);
  const entries = part ? await listSitemapEntries(database(), part) : [];
  return entries.length > 0 ? writeUrlSet(entries) : null;
}

/** Returns `/robots.txt`. Cached like the rest, so that a start with another SITE_URL writes it again. */
export async function getRobotsTxt(): Promise<string> {
  "use cache";
  tagged();
  return writeRobotsTxt();
}

/** Returns `/.well-known/security.txt`, with its expiry. */
export async function getSecurityTxt(): Promise<string> {
  "use cache";
  tagged();
  return writeSecurityTxt(new Date());
}
