import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { listPublishedPages, publishedPage } from "./queries.ts";
import { ownPageTags } from "./tags.ts";

export async function getOwnPage(slug: string): Promise<{ title: string; body: string } | null> {
  "use cache";
  tagged(ownPageTags.slug(slug));
  return publishedPage(database(), slug);
}

/** Address and name of each page of the site's own that readers have. */
export async function getOwnPages(): Promise<{ slug: string; title: string }[]> {
  "use cache";
  tagged(ownPageTags.list);
  return (await listPublishedPages(database())).map(({ slug, title }) => ({ slug, title }));
}
