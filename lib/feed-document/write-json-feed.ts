import { absoluteUrl } from "#lib/site-address.ts";
import { type FeedItem, feedAddress, type SiteFeed } from "./feed-document.ts";

/** Writes a feed as JSON Feed 1.1 (jsonfeed.org). */
export function writeJsonFeed(feed: SiteFeed): string {
  const document = {
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    ...(feed.description === "" ? {} : { description: feed.description }),
    home_page_url: absoluteUrl(feed.path),
    feed_url: feedAddress(feed, "json"),
    icon: absoluteUrl("/icon-512.png"),
    favicon: absoluteUrl("/icon-192.png"),
    language: feed.language,
    ...(feed.hubs.length === 0 ? {} : { hubs: feed.hubs.map((url) => ({ type: "WebSub", url })) }),
    items: feed.items.map(toJsonItem),
  };
  // A lone surrogate would be written as an escape that not every reader accepts.
  return JSON.stringify(document, (_key, value) => (typeof value === "string" ? value.toWellFormed() : value));
}

function toJsonItem(item: FeedItem) {
  return {
    id: item.id,
    url: item.address,
    ...(item.source ? { external_url: item.source.address } : {}),
    title: item.title,
    ...(item.summary === "" ? {} : { summary: item.summary }),
    ...(item.html === undefined ? { content_text: item.summary } : { content_html: item.html }),
    ...(item.picture ? { image: item.picture.address } : {}),
    date_published: item.publishedAt.toISOString(),
    date_modified: item.updatedAt.toISOString(),
    ...(item.authors.length === 0
      ? {}
      : { authors: item.authors.map(({ name, address }) => ({ name, ...(address ? { url: address } : {}) })) }),
    ...(item.categories.length === 0 ? {} : { tags: item.categories.map(({ name }) => name) }),
    // JSON Feed has no relation of replies; this is the one of RFC 4685.
    ...(item.inReplyTo ? { _vigie: { in_reply_to: item.inReplyTo } } : {}),
  };
}
