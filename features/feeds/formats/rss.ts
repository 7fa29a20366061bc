import type { Article } from "#features/articles/queries.ts";
import { shareImage } from "#features/articles/share-image.ts";
import { feedLicence, rslNamespace } from "#features/text-mining/statements/rsl.ts";
import { type RssItem, writeRssChannel } from "#lib/rss.ts";
import { absoluteUrl, isWebAddress } from "#lib/site-address.ts";
import { element } from "#lib/xml.ts";
import { feedHtml } from "./content.ts";
import { articleAddress, type Feed, feedAddress, lastUpdatedAt, tagUri } from "./feed.ts";

/** Writes the feed as RSS 2.0, with the usual modules for bodies, authors, pictures and its own address. */
export function writeRss(feed: Feed): string {
  return writeRssChannel({
    title: feed.title,
    link: absoluteUrl(feed.path),
    description: feed.description,
    language: feed.site.locale,
    selfHref: feedAddress(feed, "rss"),
    lastBuildDate: lastUpdatedAt(feed),
    items: feed.articles.map((article) => item(article, feed.reservation)),
    namespaces: {
      "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
      "xmlns:dc": "http://purl.org/dc/elements/1.1/",
      "xmlns:media": "http://search.yahoo.com/mrss/",
      ...(feed.reservation && { "xmlns:rsl": rslNamespace }),
    },
  });
}

function item(article: Article, reservation: Feed["reservation"]): RssItem {
  return {
    title: article.title,
    link: articleAddress(article),
    guid: tagUri(article),
    publishedAt: article.publishedAt,
    authors: article.authors.map(({ name }) => name),
    categories: [...article.categories, ...article.tags].map(({ name }) => name),
    description: article.lead,
    extensions: [
      element("content:encoded", {}, feedHtml(article)),
      article.source && isWebAddress(article.source.articleUrl)
        ? element("dc:source", {}, article.source.articleUrl)
        : undefined,
      element("comments", {}, `${articleAddress(article)}#comments`),
      picture(article),
      reservation && !article.syndicated ? feedLicence(articleAddress(article), reservation) : undefined,
    ],
  };
}

function picture(article: Article) {
  if (!article.picture) return undefined;
  const { path, width, height, alt } = shareImage(article.picture);
  return element(
    "media:content",
    { url: absoluteUrl(path), medium: "image", type: "image/jpeg", width, height },
    alt === "" ? undefined : element("media:description", { type: "plain" }, alt),
  );
}
