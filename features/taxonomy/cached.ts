import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import * as queries from "#features/taxonomy/queries.ts";
import { tagged } from "#lib/cache.ts";

/** Lists the categories that have published articles, in the order of the navigation. */
export async function getNavigationCategories(): Promise<queries.NavigationCategory[]> {
  "use cache";
  // A category appears or disappears with its first or last published article.
  tagged(taxonomyCacheTags.navigation, articleCacheTags.lists);
  return queries.listNavigationCategories(database());
}

export async function getCategory(slug: string): Promise<queries.Archive | null> {
  "use cache";
  tagged(taxonomyCacheTags.category(slug));
  return queries.getCategory(database(), slug);
}

export async function getTag(slug: string): Promise<queries.Archive | null> {
  "use cache";
  tagged(taxonomyCacheTags.tag(slug));
  return queries.getTag(database(), slug);
}

export async function getAuthor(handle: string): Promise<queries.Archive | null> {
  "use cache";
  tagged(taxonomyCacheTags.author(handle));
  return queries.getAuthor(database(), handle);
}

export async function getSource(slug: string): Promise<(queries.Archive & { url: string }) | null> {
  "use cache";
  tagged(taxonomyCacheTags.source(slug));
  return queries.getSource(database(), slug);
}
