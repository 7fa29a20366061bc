import { type ConvertOptions, convertItems, type ItemContent } from "#features/syndication/content/convert-item.ts";
import { hashText } from "#features/syndication/content/item-keys.ts";
import { maxItemsPerFetch } from "#features/syndication/rules.ts";
import { parseFeed } from "#lib/feed/parse-feed.ts";
import type { FeedSyntaxError, ParsedFeed } from "#lib/feed/parsed-feed.ts";
import type { Parser } from "#lib/parsing/parse-in-worker.ts";

/** A fetched document. Plain data, so that it can be sent to a parser thread. */
export interface FeedDocument {
  body: Uint8Array;
  /** The address that it came from, after redirects. */
  url: string;
  contentType: string;
  /** BCP 47, of the policy; empty: as the feed declares. */
  language: string;
  /** In milliseconds. */
  fetchedAt: number;
}

/** A feed whose items are ready to be stored. */
export interface ConvertedFeed extends Omit<ParsedFeed, "items"> {
  items: ItemContent[];
}

export type ConvertOutcome = { ok: true; feed: ConvertedFeed } | { ok: false; error: FeedSyntaxError };

/** Keys are indexed, and an entry of an index is limited to 2,700 bytes. */
const maxKeyBytes = 1_000;

/** Parses a document and converts its items. Called in a parser thread: a hostile document costs a lot of time or memory. */
export function convertFeed({ body, url, contentType, language, fetchedAt }: FeedDocument): ConvertOutcome {
  const parsed = parseFeed(body, { url, contentType });
  if (!parsed.ok) return parsed;
  const { items, ...feed } = parsed.feed;
  const options: ConvertOptions = {
    feedUrl: url,
    fetchedAt: new Date(fetchedAt),
    language: language || feed.language,
  };
  const converted = convertItems(items.slice(0, maxItemsPerFetch), options).map((content) => ({
    ...content,
    guidKey: toIndexable(content.guidKey),
    urlKey: toIndexable(content.urlKey),
  }));
  const omittedItems = feed.omittedItems + items.length - converted.length;
  return { ok: true, feed: { ...feed, omittedItems, items: converted } };
}

/** For `parseInWorker`. */
export const feedParser: Parser<FeedDocument, ConvertOutcome> = {
  queue: "documents",
  name: "convertFeed",
  read: convertFeed,
};

function toIndexable(key: string): string {
  if (Buffer.byteLength(key) <= maxKeyBytes) return key;
  return `sha256:${hashText(key)}`;
}
