import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { ownPageTags } from "#features/texts/tags.ts";
import { tagged } from "#lib/cache.ts";
import { listEntries, listParts } from "./queries.ts";
import { partOfName, robots, securityText, sitemapIndex, urlSet } from "./rules.ts";

/** `/sitemap.xml`: of a small site all addresses, of a large one the list of the parts. */
export async function getSitemap(): Promise<string> {
  "use cache";
  tagged(articleTagsOf.lists, ownPageTags.list);
  const db = database();
  const parts = await listParts(db);
  if (parts.some((part) => part.kind !== "pages" && part.number > 0)) return sitemapIndex(parts);
  const entries = [];
  for (const part of parts) entries.push(...(await listEntries(db, part)));
  return urlSet(entries);
}

/** One part by its file name, or null if there is none. */
export async function getSitemapPart(name: string): Promise<string | null> {
  "use cache";
  tagged(articleTagsOf.lists, ownPageTags.list);
  const part = partOfName(name);
  const entries = part ? await listEntries(database(), part) : [];
  return entries.length > 0 ? urlSet(entries) : null;
}

/** `/robots.txt`. Cached like the rest, so that a start with another SITE_URL writes it anew. */
export async function getRobots(): Promise<string> {
  "use cache";
  tagged();
  return robots();
}

/** `/.well-known/security.txt`, with a day by which it must have been written anew. */
export async function getSecurityText(): Promise<string> {
  "use cache";
  tagged();
  return securityText(new Date());
}
