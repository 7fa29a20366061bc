import type { Article } from "#features/articles/queries.ts";
import type { Locale } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";

/** How many articles a feed carries: a program that asks twice a day misses nothing of a site that publishes sixty a day. */
export const maxFeedItems = 30;

/** A feed before it is written in one of its formats. */
export interface Feed {
  title: string;
  description: string;
  /** Path of the page that it follows: "/", "/categories/cloud". */
  path: string;
  site: { name: string; locale: Locale };
  articles: Article[];
}

/** The file of each format, below the page that it follows. */
export const feedFiles = { rss: "feed.xml", atom: "atom.xml", json: "feed.json" } as const;
export type FeedFormat = keyof typeof feedFiles;

/** The feed's own address in a format. */
export function feedAddress(feed: Feed, format: FeedFormat): string {
  return absoluteUrl(`${feed.path === "/" ? "" : feed.path}/${feedFiles[format]}`);
}

/** When something in the feed changed last; null for an empty one. */
export function lastUpdatedAt(feed: Feed): Date | null {
  return feed.articles.reduce<Date | null>(
    (latest, { updatedAt }) => (latest === null || updatedAt > latest ? updatedAt : latest),
    null,
  );
}

/** The article's address here. */
export const articleAddress = (article: Article) => absoluteUrl(`/articles/${article.slug}`);

/** An identity that stays when the slug changes (a tag URI, RFC 4151), so that no reader's program shows an article twice. */
export function tagUri(article: Article): string {
  return `tag:${new URL(absoluteUrl("/")).hostname},2026:article:${article.id}`;
}
