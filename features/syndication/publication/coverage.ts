import { and, asc, eq, ne, sql } from "drizzle-orm";
import { syndicationCacheTags } from "#db/cache-tags/syndication.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, feedItems, feeds, sources } from "#db/schema.ts";
import { isWebAddress } from "#lib/site-address.ts";

/** Another source that has the text of an article. */
export interface OtherCoverage {
  /** The slug of the source. */
  slug: string;
  name: string;
  title: string;
  /** The address of its article: http or https. */
  url: string;
}

/** Sources that an article names; the others are counted. */
export const maxNamedCoverage = 5;
const host = sql`split_part(split_part(${feedItems.urlKey}, '/', 1), '?', 1)`;
/** An item that only names the address of the article covers nothing itself: its address must be on its own feed's or site's host. */
const isOwnAddress = sql`(${feedItems.likeness} ->> 'reason' is distinct from 'address'
  or starts_with(${feeds.urlKey}, ${host} || '/') or ${feeds.urlKey} = ${host}
  or starts_with(regexp_replace(${sources.url}, '^https?://(www\\.)?', '') || '/', ${host} || '/'))`;

/** Sources that are read; a text that more have is not counted exactly. */
const maxReadCoverage = 200;

/**
 * Lists the other sources whose items are merged into an article, the first to publish first, each once. Items of the
 * article's own source are its copies, and are left out.
 */
export async function listOtherCoverage(db: Executor, articleId: number): Promise<OtherCoverage[]> {
  const rows = await db
    .selectDistinctOn([sources.id], {
      slug: sources.slug,
      name: sources.name,
      title: feedItems.title,
      url: feedItems.url,
      publishedAt: feedItems.publishedAt,
    })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .innerJoin(articles, eq(articles.id, feedItems.articleId))
    .where(
      and(
        eq(feedItems.articleId, articleId),
        eq(feedItems.state, "merged"),
        sql`${sources.id} is distinct from ${articles.sourceId}`,
        ne(feedItems.url, ""),
        isOwnAddress,
      ),
    )
    .orderBy(asc(sources.id), asc(feedItems.publishedAt), asc(feedItems.id))
    .limit(maxReadCoverage);
  return rows
    .filter(({ url }) => isWebAddress(url))
    .sort((a, b) => a.publishedAt.getTime() - b.publishedAt.getTime())
    .map(({ slug, name, title, url }) => ({ slug, name, title, url }));
}

/**
 * Invalidates the pages of these articles after items were merged into them or split off. Call it in the transaction
 * that does so.
 */
export async function invalidateCoverage(tx: Executor, articleIds: (number | null)[]): Promise<void> {
  const known = articleIds.filter((id) => id !== null);
  if (known.length > 0) await invalidateTags(tx, known.map(syndicationCacheTags.coverage));
}
