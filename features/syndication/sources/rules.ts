import { parseId } from "#lib/ids.ts";
import { sourcesAdminPath } from "../rules.ts";

/** Feeds on a page of the list. */
export const feedsPerPage = 50;
/** Days of the figure "items a week", today included. */
export const weekDays = 7;
/** Weeks of a feed's chart, and days of the chart of all feeds. */
export const chartWeeks = 12;
export const chartDays = 28;

export const maxSourceNameLength = 120;
export const maxSourceDescriptionLength = 500;
export const maxAttributionLength = 300;
export const maxLicenceLength = 300;
export const maxAddressLength = 2_000;
export const maxBlockedLength = 20_000;
export const maxTermLength = 200;
/** Rows of the mapping of categories. */
export const maxTermMappings = 100;
/** Empty rows that the form offers below the mapped ones. */
export const spareTermRows = 3;

export const feedFilters = ["all", "trouble", "paused", "removed"] as const;
export type FeedFilter = (typeof feedFilters)[number];
/** `added`: newest first. `items`: most items a week first. `success`: the longest without a success first. */
export const feedSorts = ["added", "name", "items", "success"] as const;
export type FeedSort = (typeof feedSorts)[number];

/** The query of the list, as its address carries it. */
export interface FeedListQuery {
  filter: FeedFilter;
  sort: FeedSort;
  words: string;
}

/** The place in the list after which a page begins: the sort key and the id of the last row before it. */
export interface FeedCursor {
  id: number;
  key: string;
}

export const formatFeedCursor = ({ id, key }: FeedCursor): string => `${id}-${key}`;

/** Parses a cursor from an address; undefined for anything else. A key of a numeric sort must be a number. */
export function parseFeedCursor(text: string | undefined, sort: FeedSort): FeedCursor | undefined {
  if (text === undefined || text.length > 1_000) return undefined;
  const mark = text.indexOf("-");
  const id = parseId(text.slice(0, Math.max(mark, 0)));
  const key = text.slice(mark + 1);
  if (id === undefined || key.includes("\0")) return undefined;
  if (sort !== "name" && !/^-?\d{1,15}(?:\.\d{1,9})?$/.test(key)) return undefined;
  return { id, key };
}

export const feedAdminPath = (id: number) => `${sourcesAdminPath}/${id}`;
export const addFeedPath = `${sourcesAdminPath}/new`;
/** The address of a preview; without a valid token of the member, the page asks to confirm it. */
export const previewPath = (address: string, token: string) =>
  `${addFeedPath}?${new URLSearchParams({ address, token })}`;
/** The list of feeds to download. */
export const opmlPath = `${sourcesAdminPath}/opml`;
export const importFeedsPath = `${sourcesAdminPath}/import`;

/** The address of a page of the list. */
export function feedListPath({ filter, sort, words }: FeedListQuery, after?: FeedCursor): string {
  const query = new URLSearchParams();
  if (filter !== "all") query.set("filter", filter);
  if (sort !== "added") query.set("sort", sort);
  if (words) query.set("q", words);
  if (after) query.set("after", formatFeedCursor(after));
  return query.size > 0 ? `${sourcesAdminPath}?${query}` : sourcesAdminPath;
}

/**
 * Completes a pasted address: a scheme is added, and `feed:` is a synonym of http. Undefined if it is no address of a
 * page or a feed.
 */
export function completeAddress(typed: string): string | undefined {
  const text = typed
    .trim()
    .replace(/^feed:(?:\/\/)?(?=https?:)/i, "")
    .replace(/^feed:/i, "http:");
  // A host with a port is no scheme: `exemple.test:8080`.
  const address = /^[a-z][a-z\d+.-]*:(?!\d)/i.test(text) ? text : `https://${text.replace(/^\/\//, "")}`;
  if (text === "" || address.length > maxAddressLength || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  return url.href;
}

/** Whether an attribution can be shown: it names the source, and has no other placeholder. */
export function isAttribution(text: string): boolean {
  if (text === "") return true;
  const names = [...text.matchAll(/\{([^{}]{0,40})\}/g)].map(([, name]) => name);
  const rest = text.replace(/\{[^{}]{0,40}\}/g, "");
  return names.includes("source") && names.every((name) => name === "title" || name === "source") && !/[{}]/.test(rest);
}

/** Folds case, accents and white space, so that `Économie` of a feed is the `economie` of a mapping. Counts 200 characters at most. */
export const foldTerm = (term: string): string =>
  term.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

/** A feed that has been due for longer than this (ms) is overdue: no process fetches feeds, or all are too busy. */
const overdueMs = 600_000;

/** Whether a feed is overdue. */
export const isOverdue = (nextAt: Date, now = Date.now()): boolean => now - nextAt.getTime() > overdueMs;
