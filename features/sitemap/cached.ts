import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale } from "#i18n/translator.ts";
import { cached } from "#lib/cache/cached.ts";
import { listNewsEntries, listSitemapEntries, listSitemapParts } from "./queries.ts";
import { parsePartName, writeNewsSitemap, writeSecurityTxt, writeSitemapIndex, writeUrlSet } from "./rules.ts";

const sitemapTags = [articleCacheTags.lists, pageCacheTags.list, newsletterCacheTags.archive];

/** Returns `/sitemap.xml`: the index of the parts. */
export function getSitemap(): Promise<string> {
  return cached(["sitemap"], sitemapTags, async () => writeSitemapIndex(await listSitemapParts(database())));
}

/** Returns one part by its file name, or null if there is none. */
export function getSitemapPart(name: string): Promise<string | null> {
  return cached(["sitemapPart", name], sitemapTags, async () => {
    const part = parsePartName(name);
    const entries = part ? await listSitemapEntries(database(), part) : [];
    return entries.length > 0 ? writeUrlSet(entries) : null;
  });
}

/** How late (seconds) an article leaves the news sitemap although nothing else changes. */
const newsMaxAge = 300;

/** Returns `/news-sitemap.xml`. */
export function getNewsSitemap(): Promise<string> {
  const load = async () => {
    const settings = await getSettings();
    return writeNewsSitemap(await listNewsEntries(database(), new Date()), {
      name: settings["site.name"],
      language: siteLocale(),
      zone: settings["site.zone"],
    });
  };
  return cached(["newsSitemap"], [articleCacheTags.lists], load, { maxAge: newsMaxAge });
}

/** Returns `/.well-known/security.txt`, whose expiry is renewed each day. */
export function getSecurityTxt(): Promise<string> {
  return cached(["securityTxt"], [], async () => writeSecurityTxt(new Date()), { maxAge: 24 * 60 * 60 });
}
