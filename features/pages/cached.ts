import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { findPublishedPage, listPublishedPages } from "./queries.ts";

export async function getPublishedPage(slug: string): Promise<{ title: string; body: string } | null> {
  "use cache";
  tagged(pageCacheTags.slug(slug));
  return findPublishedPage(database(), slug);
}

/** Lists the slugs and titles of the published pages. */
export async function getPublishedPages(): Promise<{ slug: string; title: string }[]> {
  "use cache";
  tagged(pageCacheTags.list);
  return (await listPublishedPages(database())).map(({ slug, title }) => ({ slug, title }));
}
