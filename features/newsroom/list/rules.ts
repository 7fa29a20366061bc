import type { ArticleStatus } from "#db/schema/articles.ts";
import { isStorableDate } from "#lib/dates.ts";
import { searchWords } from "#lib/html/clean-text.ts";
import { parseId } from "#lib/ids.ts";
import { articleStatuses } from "../rules.ts";

/** Rows per page of the list: a number that an editor can select by hand. */
export const rowsPerPage = 50;

/** The list's three segments, in order: drafts and unpublished changes, published articles, withdrawn articles. */
export type ListSegment = "working" | "published" | "withdrawn";

export function listSegments(status: ArticleStatus | undefined): ListSegment[] {
  if (status === undefined) return ["working", "published", "withdrawn"];
  return [status === "draft" || status === "scheduled" ? "working" : status];
}

export interface ListFilter {
  status?: ArticleStatus | undefined;
  category?: number | undefined;
  author?: number | undefined;
  source?: number | undefined;
  tag?: number | undefined;
  /** Only the articles that this member created. */
  owner?: number | undefined;
  words?: string | undefined;
}

/** The last row of a page: the next page begins after it. */
export interface Cursor {
  segment: ListSegment;
  id: number;
  /** The publication date, in the published segment. */
  at: Date | null;
}

/** Formats a cursor for an address. */
export function writeCursor({ segment, id, at }: Cursor): string {
  return at ? `${segment}.${id}.${at.getTime()}` : `${segment}.${id}`;
}

/** Parses a cursor; undefined for anything else, which shows the first page. */
export function readCursor(text: string | undefined): Cursor | undefined {
  const match = /^(working|published|withdrawn)\.(\d{1,15})(?:\.(-?\d{1,15}))?$/.exec(text ?? "");
  if (!match) return undefined;
  const segment = match[1] as ListSegment;
  if ((segment === "published") !== (match[3] !== undefined)) return undefined;
  const at = match[3] === undefined ? null : new Date(Number(match[3]));
  return at && !isStorableDate(at) ? undefined : { segment, id: Number(match[2]), at };
}

type SearchQuery = Record<string, string | string[] | undefined>;

/** Reads the filter of an address. Invalid values are ignored. */
export function readFilter(query: SearchQuery): ListFilter {
  const text = (name: string) => {
    const value = query[name];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const number = (name: string) => {
    return parseId(text(name));
  };
  return {
    status: articleStatuses.find((status) => status === text("status")),
    category: number("category"),
    author: number("author"),
    source: number("source"),
    tag: number("tag"),
    words: searchWords(text("q")) || undefined,
  };
}

/** Returns the list's address with this filter, after this cursor. */
export function listPath(filter: ListFilter, cursor?: Cursor | null): string {
  const query = new URLSearchParams();
  const setParameter = (name: string, value: string | number | undefined) => {
    if (value !== undefined) query.set(name, String(value));
  };
  setParameter("status", filter.status);
  setParameter("category", filter.category);
  setParameter("author", filter.author);
  setParameter("source", filter.source);
  setParameter("tag", filter.tag);
  setParameter("q", filter.words);
  if (cursor) setParameter("after", writeCursor(cursor));
  const text = query.toString();
  return text === "" ? "/admin/articles" : `/admin/articles?${text}`;
}
