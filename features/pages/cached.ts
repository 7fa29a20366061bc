import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { findPublishedPage, listPublishedPages } from "./queries.ts";

export function getPublishedPage(slug: string): Promise<{ title: string; body: string } | null> {
  return cached(["page", slug], [pageCacheTags.slug(slug)], () => findPublishedPage(database(), slug));
}

/** Lists the slugs and titles of the published pages. */
export function getPublishedPages(): Promise<{ slug: string; title: string }[]> {
  const load = async () => (await listPublishedPages(database())).map(({ slug, title }) => ({ slug, title }));
  return cached(["pages"], [pageCacheTags.list], load, { keep: true });
}
