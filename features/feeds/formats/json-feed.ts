import type { Article } from "#features/articles/queries.ts";
import { shareImage } from "#features/articles/share-image.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { feedHtml } from "./content.ts";
import { articleAddress, type Feed, feedAddress, tagUri } from "./feed.ts";

/** Writes the feed as JSON Feed 1.1 (jsonfeed.org). */
export function writeJsonFeed(feed: Feed): string {
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    description: feed.description,
    home_page_url: absoluteUrl(feed.path),
    feed_url: feedAddress(feed, "json"),
    language: feed.site.locale,
    items: feed.articles.map(item),
  });
}

function item(article: Article) {
  return {
    id: tagUri(article),
    url: articleAddress(article),
    ...(article.source ? { external_url: article.source.articleUrl } : {}),
    title: article.title,
    summary: article.lead,
    content_html: feedHtml(article),
    ...(article.picture ? { image: absoluteUrl(shareImage(article.picture).path) } : {}),
    date_published: article.publishedAt.toISOString(),
    date_modified: article.updatedAt.toISOString(),
    authors: article.authors.map(({ name, slug }) => ({ name, url: absoluteUrl(`/authors/${slug}`) })),
    tags: [...article.categories, ...article.tags].map(({ name }) => name),
  };
}
