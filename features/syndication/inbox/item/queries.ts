import { and, asc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, feedItems, feeds, sources } from "#db/schema.ts";

export type InboxItem = NonNullable<Awaited<ReturnType<typeof findInboxItem>>>;

/** Finds an item with its feed, its source, the item that it is merged into, and its article; undefined if there is none. */
export async function findInboxItem(db: Executor, id: number) {
  const [row] = await db
    .select({
      id: feedItems.id,
      title: feedItems.title,
      author: feedItems.author,
      url: feedItems.url,
      urlKey: feedItems.urlKey,
      language: feedItems.language,
      terms: feedItems.terms,
      excerpt: feedItems.excerpt,
      bodyHtml: feedItems.bodyHtml,
      contentHash: feedItems.contentHash,
      pictures: feedItems.pictures,
      publishedAt: feedItems.publishedAt,
      declaredDate: feedItems.declaredDate,
      fetchedAt: feedItems.fetchedAt,
      state: feedItems.state,
      bands: feedItems.bands,
      sketch: feedItems.sketch,
      refusal: feedItems.refusal,
      likeness: feedItems.likeness,
      sourceChange: feedItems.sourceChange,
      duplicateOf: sql<{ id: number; title: string } | null>`(
        select json_build_object('id', o.id, 'title', left(o.title, 500)) from ${feedItems} o where o.id = ${feedItems.duplicateOfId})`,
      article: sql<{ id: number; slug: string; title: string; status: string } | null>`(
        select json_build_object('id', a.id, 'slug', a.slug, 'title', a.title, 'status', a.status) from ${articles} a where a.id = ${feedItems.articleId})`,
      feed: {
        id: feeds.id,
        title: feeds.title,
        url: feeds.url,
        status: feeds.status,
        publication: feeds.publication,
        body: feeds.body,
        indexing: feeds.indexing,
      },
      source: { id: sources.id, name: sources.name, slug: sources.slug, reservation: sources.reservation },
    })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .where(eq(feedItems.id, id));
  return row;
}

/** The item as the feed wrote it; "" if it is no longer stored. */
export async function readRawItem(db: Executor, id: number): Promise<string> {
  const [row] = await db.select({ raw: feedItems.raw }).from(feedItems).where(eq(feedItems.id, id));
  return row?.raw ?? "";
}

/** At most so many duplicates of one item are listed. */
const maxListedDuplicates = 50;

/** Lists what is merged into an item, oldest first. */
export async function listDuplicates(db: Executor, id: number) {
  return db
    .select({
      id: feedItems.id,
      title: feedItems.title,
      url: feedItems.url,
      publishedAt: feedItems.publishedAt,
      likeness: feedItems.likeness,
      source: sources.name,
    })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .where(and(eq(feedItems.duplicateOfId, id), eq(feedItems.state, "merged")))
    .orderBy(asc(feedItems.id))
    .limit(maxListedDuplicates);
}
