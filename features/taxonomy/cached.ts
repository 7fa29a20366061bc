import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import * as queries from "#features/taxonomy/queries.ts";
import { cached } from "#lib/cache/cached.ts";

/** Lists the categories that have published articles, in the order of the navigation. */
export function getNavigationCategories(): Promise<queries.NavigationCategory[]> {
  // A category appears or disappears with its first or last published article.
  const tags = [taxonomyCacheTags.navigation, articleCacheTags.lists];
  return cached(["navigationCategories"], tags, () => queries.listNavigationCategories(database()), { keep: true });
}

/** Lists when the newest articles of each category were published, in seconds, by slug. */
export function getNewestArticleTimes(): Promise<Record<string, number[]>> {
  const tags = [taxonomyCacheTags.navigation, articleCacheTags.lists];
  return cached(["newestArticleTimes"], tags, () => queries.listNewestArticleTimes(database()), { keep: true });
}

export function getCategory(slug: string): Promise<queries.Archive | null> {
  return cached(["category", slug], [taxonomyCacheTags.category(slug)], () => queries.getCategory(database(), slug));
}

export function getTag(slug: string): Promise<queries.Archive | null> {
  return cached(["tag", slug], [taxonomyCacheTags.tag(slug)], () => queries.getTag(database(), slug));
}

export function getAuthor(handle: string): Promise<queries.AuthorArchive | null> {
  return cached(["author", handle], [taxonomyCacheTags.author(handle)], () => queries.getAuthor(database(), handle));
}

export function getSource(slug: string): Promise<(queries.Archive & { url: string }) | null> {
  return cached(["source", slug], [taxonomyCacheTags.source(slug)], () => queries.getSource(database(), slug));
}
