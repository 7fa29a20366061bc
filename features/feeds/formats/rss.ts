import type { Article } from "#features/articles/queries.ts";
import { shareImage } from "#features/articles/share-image.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { element, xmlDocument } from "#lib/xml.ts";
import { feedHtml } from "./content.ts";
import { articleAddress, type Feed, feedAddress, lastUpdatedAt, tagUri } from "./feed.ts";

/** The feed as RSS 2.0, with the usual modules for bodies, authors, pictures and its own address. */
export function writeRss(feed: Feed): string {
  return xmlDocument(
    element(
      "rss",
      {
        version: "2.0",
        "xmlns:atom": "http://www.w3.org/2005/Atom",
        "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:media": "http://search.yahoo.com/mrss/",
      },
      element(
        "channel",
        {},
        element("title", {}, feed.title),
        element("link", {}, absoluteUrl(feed.path)),
        element("description", {}, feed.description),
        element("language", {}, feed.site.locale),
        element("atom:link", { rel: "self", type: "application/rss+xml", href: feedAddress(feed, "rss") }),
        dateElement("lastBuildDate", lastUpdatedAt(feed)),
        element("generator", {}, "Vigie"),
        ...feed.articles.map(item),
      ),
    ),
  );
}

function item(article: Article) {
  const html = feedHtml(article);
  return element(
    "item",
    {},
    element("title", {}, article.title),
    element("link", {}, articleAddress(article)),
    element("guid", { isPermaLink: "false" }, tagUri(article)),
    dateElement("pubDate", article.publishedAt),
    ...article.authors.map((author) => element("dc:creator", {}, author.name)),
    ...[...article.categories, ...article.tags].map(({ name }) => element("category", {}, name)),
    element("description", {}, article.lead),
    html === null ? undefined : element("content:encoded", {}, html),
    element("comments", {}, `${articleAddress(article)}#comments`),
    picture(article),
  );
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

/** RFC 822, as RSS wants it; `toUTCString` differs from it in nothing. */
function dateElement(name: string, date: Date | null) {
  return date ? element(name, {}, date.toUTCString()) : undefined;
}
