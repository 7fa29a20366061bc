/** The format of a feed: RSS 0.9x and 2.0, RSS 1.0 and 0.90 (RDF), Atom, JSON Feed. */
export type ParsedFeedFormat = "rss" | "rdf" | "atom" | "json";

/** A feed in one shape for all formats: plain data, with addresses made absolute. Texts are untrusted. */
export interface ParsedFeed {
  format: ParsedFeedFormat;
  /** As declared; empty if it is not. */
  version: string;
  /** Plain text. */
  title: string;
  description: string;
  /** The page that the feed belongs to. */
  siteUrl: string;
  /** BCP 47. */
  language: string;
  /** The address that the feed gives as its own (Atom's `self`, JSON Feed's `feed_url`). */
  selfUrl: string;
  hubUrls: string[];
  /** Minutes for which it need not be fetched again (`ttl`, `sy:updatePeriod`); null: not declared. */
  ttlMinutes: number | null;
  /** Copyright or licence, as written. */
  rights: string;
  items: ParsedItem[];
  /** How many items beyond the limit were left out: the oldest. */
  omittedItems: number;
  /** The document breaks off or was read only in part: an item that it lacks was not necessarily removed at the source. */
  isPartial: boolean;
  /** What was damaged and repaired, in English, for editors. */
  repairs: string[];
}

export interface ParsedItem {
  /** Null: the feed has none. */
  guid: string | null;
  /** Absolute; empty if the item has none, or one that is not http or https. */
  url: string;
  /** Plain text. */
  title: string;
  authors: string[];
  categories: string[];
  /** As written; empty if there is none. */
  declaredDate: string;
  /** ISO 8601; null: none, or unreadable. */
  publishedAt: string | null;
  updatedAt: string | null;
  /** HTML as the feed wrote it, unsafe. */
  summaryHtml: string;
  contentHtml: string;
  /** The address against which its relative links are resolved. */
  baseUrl: string;
  /** Enclosures and media elements that are pictures. */
  pictures: { url: string; alt: string; credit: string; width: number | null; height: number | null }[];
  /** BCP 47: the item's own, or else the feed's. */
  language: string;
  /** The other feed that the item was taken from (`source`), as it says; null: none. */
  source: { title: string; url: string } | null;
  /** The item as written in the document, shortened to `maxRawLength`. */
  raw: string;
}

/** Why a document cannot be read as a feed, with line and column from 1. */
export interface FeedSyntaxError {
  /** A message key below `sources.failures`. */
  code: "empty" | "html" | "notFeed" | "syntax" | "forbidden" | "encoding";
  line: number;
  column: number;
  /** The parser's message, in English. */
  detail: string;
}
