import { type FeedFormat, feedAddress, feedTypes, type SiteFeed } from "./feed-document.ts";
import { writeAtom } from "./write-atom.ts";
import { writeJsonFeed } from "./write-json-feed.ts";
import { writeRss } from "./write-rss.ts";

const writers: Record<FeedFormat, (feed: SiteFeed) => string> = {
  rss: writeRss,
  atom: writeAtom,
  json: writeJsonFeed,
};

/** A feed as it is sent. */
export interface WrittenFeed {
  text: string;
  headers: Record<string, string>;
}

/**
 * Writes a feed in a format, with its headers: the content type and, if it has hubs, the links of WebSub (W3C WebSub,
 * section 4).
 */
export function writeFeed(format: FeedFormat, feed: SiteFeed): WrittenFeed {
  const links = [...feed.hubs.map((hub) => `<${hub}>; rel="hub"`), `<${feedAddress(feed, format)}>; rel="self"`];
  return {
    text: writers[format](feed),
    headers: {
      "content-type": `${feedTypes[format]}; charset=utf-8`,
      ...(feed.hubs.length === 0 ? {} : { link: links.join(", ") }),
    },
  };
}

/** The response of a route handler. */
export function respondWithFeed({ text, headers }: WrittenFeed, more: Record<string, string> = {}): Response {
  const link = [headers.link, more.link].filter(Boolean).join(", ");
  return new Response(text, { headers: { ...headers, ...more, ...(link && { link }) } });
}
