import { escapeHtml } from "#lib/html/escape-html.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { element, type XmlElement, xmlDocument } from "#lib/xml.ts";
import { mediaNamespace, threadNamespace, writeInReplyTo, writePicture } from "./extensions.ts";
import { type FeedItem, feedAddress, feedPath, feedTypes, lastUpdatedAt, type SiteFeed } from "./feed-document.ts";

/** How often readers without WebSub are asked to come back, in minutes. */
const ttlMinutes = 60;

/** Writes a feed as RSS 2.0, with the usual modules for bodies, authors, pictures, comments and its own address. */
export function writeRss(feed: SiteFeed): string {
  const { items } = feed;
  const link = absoluteUrl(feed.path);
  const hasDiscussions = items.some(({ discussion }) => discussion);
  return xmlDocument(
    element(
      "rss",
      {
        version: "2.0",
        "xmlns:atom": "http://www.w3.org/2005/Atom",
        "xmlns:sy": "http://purl.org/rss/1.0/modules/syndication/",
        "xmlns:content": items.some(({ html }) => html !== undefined)
          ? "http://purl.org/rss/1.0/modules/content/"
          : undefined,
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:media": items.some(({ picture }) => picture) ? mediaNamespace : undefined,
        "xmlns:slash": hasDiscussions ? "http://purl.org/rss/1.0/modules/slash/" : undefined,
        "xmlns:wfw": hasDiscussions ? "http://wellformedweb.org/CommentAPI/" : undefined,
        "xmlns:thr": items.some(({ inReplyTo }) => inReplyTo) ? threadNamespace : undefined,
        ...feed.namespaces,
      },
      element(
        "channel",
        {},
        element("title", {}, feed.title),
        element("link", {}, link),
        element("description", {}, feed.description),
        element("language", {}, feed.language),
        element("atom:link", { rel: "self", type: feedTypes.rss, href: feedAddress(feed, "rss") }),
        ...feed.hubs.map((href) => element("atom:link", { rel: "hub", href })),
        dateElement("lastBuildDate", lastUpdatedAt(feed)),
        element("ttl", {}, ttlMinutes),
        element("sy:updatePeriod", {}, "hourly"),
        element("sy:updateFrequency", {}, 1),
        element("generator", {}, "Vigie"),
        element(
          "image",
          {},
          element("url", {}, absoluteUrl("/icon-192.png")),
          element("title", {}, feed.title),
          element("link", {}, link),
        ),
        ...items.map(writeItem),
      ),
    ),
  );
}

function writeItem(item: FeedItem): XmlElement {
  const { source, discussion, inReplyTo, picture, licence } = item;
  return element(
    "item",
    {},
    element("title", {}, item.title),
    element("link", {}, item.address),
    element("guid", { isPermaLink: "false" }, item.id),
    dateElement("pubDate", item.publishedAt),
    ...item.authors.map(({ name }) => element("dc:creator", {}, name)),
    ...item.categories.map(({ name }) => element("category", {}, name)),
    // Readers take it for HTML.
    element("description", {}, escapeHtml(item.summary)),
    item.html ? element("content:encoded", {}, item.html) : undefined,
    source && element("dc:source", {}, source.address),
    discussion && element("comments", {}, discussion.address),
    discussion && element("wfw:commentRss", {}, absoluteUrl(feedPath(discussion.feedPath, "rss"))),
    discussion && element("slash:comments", {}, discussion.count),
    inReplyTo && writeInReplyTo(inReplyTo),
    picture && writePicture(picture),
    licence?.rss,
  );
}

/** RFC 822 format, as RSS requires; `toUTCString` produces it. */
function dateElement(name: string, date: Date | null): XmlElement | undefined {
  return date ? element(name, {}, date.toUTCString()) : undefined;
}
