import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { listSitemapEntries, listSitemapParts } from "./queries.ts";
import { parsePartName, writeSecurityTxt, writeSitemapIndex, writeUrlSet } from "./rules.ts";

const sitemapTags = [articleCacheTags.lists, pageCacheTags.list, newsletterCacheTags.archive];

/** Returns `/sitemap.xml`: all addresses of a small site, or the index of a large site's parts. */
export function getSitemap(): Promise<string> {
  return cached(["sitemap"], sitemapTags, async () => {
    const db = database();
    const parts = await listSitemapParts(db);
    if (parts.some((part) => part.kind !== "pages" && part.number > 0)) return writeSitemapIndex(parts);
    return writeUrlSet((await Promise.all(parts.map((part) => listSitemapEntries(db, part)))).flat());
  });
}

/** Returns one part by its file name, or null if there is none. */
export function getSitemapPart(name: string): Promise<string | null> {
  return cached(["sitemapPart", name], sitemapTags, async () => {
    const part = parsePartName(name);
    const entries = part ? await listSitemapEntries(database(), part) : [];
    return entries.length > 0 ? writeUrlSet(entries) : null;
  });
}

/** Returns `/.well-known/security.txt`, whose expiry is renewed each day. */
export function getSecurityTxt(): Promise<string> {
  return cached(["securityTxt"], [], async () => writeSecurityTxt(new Date()), { maxAge: 24 * 60 * 60 });
}
