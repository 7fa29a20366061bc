import type { Article } from "#features/articles/queries.ts";
import type { MiningReservation } from "#features/text-mining/rules.ts";
import type { Locale } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";

/**
 * Maximum number of articles in a feed: a reader that polls twice a day misses nothing of a site that publishes sixty
 * articles a day.
 */
export const maxFeedItems = 30;

/** A feed, independent of its format. */
export interface Feed {
  title: string;
  description: string;
  /** Path of its page: "/", "/categories/cloud". */
  path: string;
  site: { name: string; locale: Locale };
  articles: Article[];
  /** What the site reserves of its own articles. */
  reservation: MiningReservation | null;
}

/** The file name of each format, below the feed's page. */
export const feedFiles = { rss: "feed.xml", atom: "atom.xml", json: "feed.json" } as const;
export type FeedFormat = keyof typeof feedFiles;

/** Returns the feed's own address in a format. */
export function feedAddress(feed: Feed, format: FeedFormat): string {
  return absoluteUrl(`${feed.path === "/" ? "" : feed.path}/${feedFiles[format]}`);
}

/** When the feed's content changed last; null for an empty one. */
export function lastUpdatedAt(feed: Feed): Date | null {
  return feed.articles.reduce<Date | null>(
    (latest, { updatedAt }) => (latest === null || updatedAt > latest ? updatedAt : latest),
    null,
  );
}

/** Returns the article's absolute address. */
export const articleAddress = (article: Article) => absoluteUrl(`/articles/${article.slug}`);

/**
 * Returns a permanent identity (a tag URI, RFC 4151) that survives a new slug, so that no feed reader shows an article
 * twice.
 */
export function tagUri(article: Article): string {
  return `tag:${new URL(absoluteUrl("/")).hostname},2026:article:${article.id}`;
}
