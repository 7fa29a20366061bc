import { absoluteUrl } from "#lib/site-address.ts";
import type { XmlElement } from "#lib/xml.ts";

/** The file name of each format, below the page that a feed follows. */
export const feedFiles = { rss: "feed.xml", atom: "atom.xml", json: "feed.json" } as const;
export type FeedFormat = keyof typeof feedFiles;
export const feedFormats = ["rss", "atom", "json"] as const satisfies readonly FeedFormat[];

export const feedTypes = {
  rss: "application/rss+xml",
  atom: "application/atom+xml",
  json: "application/feed+json",
} as const satisfies Record<FeedFormat, string>;

/** A feed of this site, independent of its format. Texts are plain text, addresses are absolute. */
export interface SiteFeed {
  title: string;
  description: string;
  /** Path of the page that it follows: "/", "/categories/cloud". */
  path: string;
  /** Its own address, if that is not one of `feedFiles` below the page. */
  selfAddress?: string;
  language: string;
  siteName: string;
  /** WebSub hubs that are notified of its changes. */
  hubs: readonly string[];
  /** In the order in which readers show them: newest first. */
  items: readonly FeedItem[];
  /** Namespaces of the items' RSS extensions: `xmlns:rsl` to its URI. */
  namespaces?: Record<string, string>;
}

export interface FeedItem {
  /** An identity that stays when the address changes (`tagUri`). */
  id: string;
  title: string;
  address: string;
  publishedAt: Date;
  updatedAt: Date;
  authors: readonly { name: string; address?: string | undefined }[];
  categories: readonly { term: string; name: string }[];
  summary: string;
  /** With absolute addresses. Left out: the summary is all there is. */
  html?: string;
  picture?: FeedPicture | undefined;
  /** The original on another site. */
  source?: { address: string; title: string } | undefined;
  discussion?: { address: string; feedPath: string; count: number; updatedAt?: Date };
  /** What it replies to (RFC 4685). */
  inReplyTo?: { id: string; address: string };
  licence?: { address: string; type: string; rss: XmlElement } | undefined;
}

export interface FeedPicture {
  address: string;
  type: string;
  width: number;
  height: number;
  alt: string;
}

/** Returns the feed's own address in a format. */
export function feedAddress({ path, selfAddress }: SiteFeed, format: FeedFormat): string {
  return selfAddress ?? absoluteUrl(feedPath(path, format));
}

/** Returns the path of the feed of a page in a format. */
export const feedPath = (page: string, format: FeedFormat): string =>
  `${page === "/" ? "" : page}/${feedFiles[format]}`;

/** When the newest change of its items was; null for an empty feed. */
export function lastUpdatedAt({ items }: Pick<SiteFeed, "items">): Date | null {
  return items.reduce<Date | null>(
    (latest, { updatedAt }) => (latest === null || updatedAt > latest ? updatedAt : latest),
    null,
  );
}

/**
 * Returns a permanent identity (a tag URI, RFC 4151) that survives a new slug, so that no feed reader shows an item
 * twice.
 */
export const tagUri = (kind: string, id: number): string =>
  `tag:${new URL(absoluteUrl("/")).hostname},2026:${kind}:${id}`;
