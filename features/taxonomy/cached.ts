import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import * as queries from "#features/taxonomy/queries.ts";
import { taxonomyTags } from "#features/taxonomy/tags.ts";
import { tagged } from "#lib/cache.ts";

/** Categories that have published articles, in the order of the navigation. */
export async function listNavigation(): Promise<queries.NavigationPlace[]> {
  "use cache";
  // A category enters or leaves with its first or last published article.
  tagged(taxonomyTags.navigation, articleTagsOf.lists);
  return queries.listNavigation(database());
}

export async function getCategory(slug: string): Promise<queries.Place | null> {
  "use cache";
  tagged(taxonomyTags.category(slug));
  return queries.getCategory(database(), slug);
}

export async function getTag(slug: string): Promise<queries.Place | null> {
  "use cache";
  tagged(taxonomyTags.tag(slug));
  return queries.getTag(database(), slug);
}

export async function getAuthor(handle: string): Promise<queries.Place | null> {
  "use cache";
  tagged(taxonomyTags.author(handle));
  return queries.getAuthor(database(), handle);
}

export async function getSource(slug: string): Promise<(queries.Place & { url: string }) | null> {
  "use cache";
  tagged(taxonomyTags.source(slug));
  return queries.getSource(database(), slug);
}
