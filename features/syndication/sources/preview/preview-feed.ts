import type { FeedFailure } from "#db/schema/syndication.ts";
import { convertItem, type ItemContent } from "#features/syndication/content/convert-item.ts";
import { discoverFeeds } from "#lib/feed/discover-feeds.ts";
import { groupFormats, type OfferedFeed } from "#lib/feed/feed-formats.ts";
import { parseFeed } from "#lib/feed/parse-feed.ts";
import { cleanLine } from "#lib/html/clean-text.ts";
import type { Parser } from "#lib/parsing/parse-in-worker.ts";
import { maxTermMappings } from "../rules.ts";

/** Items that a preview shows. */
export const previewItems = 10;

/** A fetched document, for the parser thread. */
export interface PreviewDocument {
  body: Uint8Array;
  /** The address that it came from, after redirects. */
  url: string;
  contentType: string;
  fetchedAt: Date;
}

/** A feed before it is followed: what it is, and its first items as they would be stored. */
export interface PreviewedFeed {
  title: string;
  description: string;
  siteUrl: string;
  language: string;
  selfUrl: string;
  hasHub: boolean;
  rights: string;
  /** All items of the document. */
  count: number;
  repairs: string[];
  items: ItemContent[];
  /** The categories of all its items. */
  terms: string[];
}

export type PreviewOutcome =
  | { kind: "feed"; feed: PreviewedFeed }
  /** A web page, with the feeds that it offers. */
  | { kind: "page"; feeds: OfferedFeed[] }
  | { kind: "failure"; failure: FeedFailure };

const short = (text: string, max: number) => [...cleanLine(text.slice(0, 4 * max))].slice(0, max).join("").trim();

/** Reads a document as a feed, or as a page that offers feeds. Runs in a parser thread. */
export function previewFeed({ body, url, contentType, fetchedAt }: PreviewDocument): PreviewOutcome {
  const parsed = parseFeed(body, { url, contentType });
  if (!parsed.ok) {
    const isPage = parsed.error.code === "html" || /\bhtml\b/i.test(contentType);
    return isPage
      ? { kind: "page", feeds: groupFormats(discoverFeeds(body, { url, contentType })) }
      : { kind: "failure", failure: { ...parsed.error, detail: short(parsed.error.detail, 500) } };
  }
  const { feed } = parsed;
  const options = { feedUrl: url, fetchedAt, language: feed.language };
  const terms = feed.items.flatMap(({ categories }) => categories.map((term) => short(term, 100)));
  return {
    kind: "feed",
    feed: {
      title: short(feed.title, 300),
      description: short(feed.description, 500),
      siteUrl: feed.siteUrl.slice(0, 2_000),
      language: feed.language,
      selfUrl: feed.selfUrl.slice(0, 2_000),
      hasHub: feed.hubUrls.length > 0,
      rights: short(feed.rights, 300),
      count: feed.items.length + feed.omittedItems,
      repairs: [...new Set(feed.repairs.slice(0, 20).map((repair) => short(repair, 300)))],
      items: feed.items.slice(0, previewItems).map((item) => ({ ...convertItem(item, options), raw: "" })),
      terms: [...new Set(terms.filter(Boolean))].slice(0, maxTermMappings),
    },
  };
}

/** For `parseInWorker`. */
export const previewParser: Parser<PreviewDocument, PreviewOutcome> = {
  queue: "documents",
  name: "previewFeed",
  read: previewFeed,
};
