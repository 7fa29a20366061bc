import type { ArticleStatus } from "#db/schema/articles.ts";
import { isStorableDate } from "#lib/dates.ts";
import { searchWords } from "#lib/html/clean-text.ts";
import { parseId } from "#lib/ids.ts";
import { articleStatuses } from "../rules.ts";

/** Rows on one page of the list: as many as one marks by hand before doing something to them all. */
export const rowsPerPage = 50;

/** The list's three stretches, in their order: what is worked on, what readers see, what was taken back. */
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
  /** Only what this member began. */
  owner?: number | undefined;
  words?: string | undefined;
}

/** The last row of a page: the next one begins after it. */
export interface Cursor {
  segment: ListSegment;
  id: number;
  /** Its publication, in the published stretch. */
  at: Date | null;
}

/** A cursor as an address carries it. */
export function writeCursor({ segment, id, at }: Cursor): string {
  return at ? `${segment}.${id}.${at.getTime()}` : `${segment}.${id}`;
}

/** Undefined for whatever is none: the list then begins at its beginning. */
export function readCursor(text: string | undefined): Cursor | undefined {
  const match = /^(working|published|withdrawn)\.(\d{1,15})(?:\.(-?\d{1,15}))?$/.exec(text ?? "");
  if (!match) return undefined;
  const segment = match[1] as ListSegment;
  if ((segment === "published") !== (match[3] !== undefined)) return undefined;
  const at = match[3] === undefined ? null : new Date(Number(match[3]));
  return at && !isStorableDate(at) ? undefined : { segment, id: Number(match[2]), at };
}

type Asked = Record<string, string | string[] | undefined>;

/** What an address asks of the list; what it says wrongly is not asked. */
export function readFilter(asked: Asked): ListFilter {
  const text = (name: string) => {
    const value = asked[name];
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

/** The list's address with this filter, and from this cursor on. */
export function listPath(filter: ListFilter, cursor?: Cursor | null): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | number | undefined) => {
    if (value !== undefined) query.set(name, String(value));
  };
  put("status", filter.status);
  put("category", filter.category);
  put("author", filter.author);
  put("source", filter.source);
  put("tag", filter.tag);
  put("q", filter.words);
  if (cursor) put("after", writeCursor(cursor));
  const text = query.toString();
  return text === "" ? "/admin/articles" : `/admin/articles?${text}`;
}
