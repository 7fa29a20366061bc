import {
  maxFilterValues,
  maxQueryLength,
  type SearchRequest,
  searchKinds,
  searchPeriods,
  searchSorts,
} from "#features/search/rules.ts";
import { cutCharacters } from "#lib/cut-characters.ts";
import { parseCalendarPeriod } from "./calendar-period.ts";

/** Far more than links of the page need; the rest of a query string is not read. */
const maxParameters = 100;
/** A category's slug has at most 200 characters. */
const maxSlugLength = 200;
const maxCursorLength = 200;

/** Reads a search from a query string. Never throws: what is not valid is ignored, what is too long is cut. */
export function parseSearchRequest(parameters: URLSearchParams): SearchRequest {
  const found = new Map<string, string[]>();
  let read = 0;
  for (const [name, value] of parameters) {
    read += 1;
    if (read > maxParameters) break;
    const values = found.get(name) ?? [];
    values.push(value);
    found.set(name, values);
  }
  const first = (name: string) => found.get(name)?.[0] ?? "";
  const kinds = searchKinds.filter((kind) => found.get("kind")?.includes(kind));
  const discussion = readDiscussion(first("discussion"));
  // In a discussion all results are comments of one article.
  const readFilter = (name: string) => (discussion === null ? readSlugs(found.get(name)) : []);
  return {
    text: cleanQueryText(first("q")),
    kinds: discussion !== null ? ["comment"] : kinds.length === searchKinds.length ? [] : kinds,
    categories: readFilter("category"),
    tags: readFilter("tag"),
    sources: readFilter("source"),
    discussion,
    authors: readSlugs(found.get("author")),
    period: readPeriod(first("period")),
    minRating: discussion !== null ? null : first("rating") === "3" ? 3 : first("rating") === "4" ? 4 : null,
    sort: searchSorts.find((sort) => sort === first("sort")) ?? "relevance",
    isExact: first("exact") === "1",
    after: /^[\w.-]+$/.test(first("after")) && first("after").length <= maxCursorLength ? first("after") : null,
  };
}

/**
 * Writes the address of a search, in one spelling. Changes other than `after` lead to the first page.
 * @param changes what differs from `request`
 */
export function searchPath(request: SearchRequest, changes: Partial<SearchRequest> = {}): string {
  const isSamePage = Object.keys(changes).length === 0;
  const wanted = { ...request, ...(isSamePage ? {} : { after: null }), ...changes };
  const parameters = new URLSearchParams();
  const add = (name: string, values: (string | number | null)[]) => {
    for (const value of values) if (value !== null && value !== "") parameters.append(name, String(value));
  };
  add("q", [cleanQueryText(wanted.text)]);
  const kinds = searchKinds.filter((kind) => wanted.kinds.includes(kind));
  add("discussion", [readDiscussion(wanted.discussion ?? "")]);
  // A discussion has comments only.
  add("kind", kinds.length === searchKinds.length || wanted.discussion !== null ? [] : kinds);
  add("category", readSlugs(wanted.categories));
  add("tag", readSlugs(wanted.tags));
  add("source", readSlugs(wanted.sources));
  add("author", readSlugs(wanted.authors));
  add("period", [wanted.period]);
  add("rating", [wanted.minRating]);
  add("sort", [wanted.sort === "relevance" ? null : wanted.sort]);
  add("exact", [wanted.isExact ? 1 : null]);
  add("after", [wanted.after]);
  return parameters.size === 0 ? "/search" : `/search?${parameters}`;
}

function readPeriod(value: string): string | null {
  return searchPeriods.find((period) => period === value) ?? (parseCalendarPeriod(value) ? value : null);
}

/** Reads the slug of an article, or of the discussion of a page (`pages/SLUG`). */
function readDiscussion(value: string): string | null {
  return value.length <= maxSlugLength && /^(?:pages\/)?[a-z0-9-]+$/.test(value) ? value : null;
}

/** Lists each slug once, sorted; other texts are left out. */
function readSlugs(values: string[] = []): string[] {
  const slugs = values.filter((value) => value.length <= maxSlugLength && /^[a-z0-9-]+$/.test(value));
  return [...new Set(slugs)].sort().slice(0, maxFilterValues);
}

/**
 * One spelling of what was typed: composed letters, no control or invisible characters, single spaces, at most
 * `maxQueryLength` characters, cut at a word.
 */
export function cleanQueryText(typed: string): string {
  // Ten times the limit, so that invisible characters do not use it up; Unicode's longest expansion is 18 to 1.
  const bounded = cutCharacters(typed, 10 * maxQueryLength)
    .toWellFormed()
    .normalize("NFC");
  const text = bounded
    .replace(/\p{Cf}/gu, "")
    .replace(/[\s\p{Cc}\ufffd]+/gu, " ")
    .trim();
  if (text.length <= maxQueryLength) return text;
  const cut = cutCharacters(text, maxQueryLength);
  const space = cut.lastIndexOf(" ");
  return text[cut.length] === " " || space < 1 ? cut.trim() : cut.slice(0, space);
}
