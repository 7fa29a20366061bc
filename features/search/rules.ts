/** What a search asks for, as the address says it: read and written by features/search/request. */
export interface SearchRequest {
  /** As typed, trimmed, at most `maxQueryLength` characters. */
  text: string;
  /** Empty: all kinds. */
  kinds: SearchKind[];
  /** Slugs and handles; several of one group mean any of them. */
  categories: string[];
  tags: string[];
  sources: string[];
  authors: string[];
  /** The slug of an article: only the comments of its discussion are searched. */
  discussion: string | null;
  /** One of `searchPeriods`, or a day, month or year: `2017-03`. */
  period: string | null;
  /** The minimum mean of the votes: articles only. */
  minRating: 3 | 4 | null;
  sort: SearchSort;
  /** Whether the words are searched as typed, without correction. */
  isExact: boolean;
  /** The cursor of the next page, as a link carried it; checked when it is used. */
  after: string | null;
}

/** Whether nothing is asked: neither words nor filters. */
export function isEmptySearch(request: SearchRequest): boolean {
  const { text, kinds, categories, tags, sources, authors, period, minRating } = request;
  const isUnfiltered = [kinds, categories, tags, sources, authors].every(({ length }) => length === 0);
  return text === "" && isUnfiltered && period === null && minRating === null;
}

export const searchKinds = ["article", "comment", "correction"] as const;
export type SearchKind = (typeof searchKinds)[number];

/** The kinds that a search shows. */
export const listWantedKinds = ({ kinds }: Pick<SearchRequest, "kinds">): SearchKind[] =>
  searchKinds.filter((kind) => kinds.length === 0 || kinds.includes(kind));

export const searchPeriods = ["week", "month", "year"] as const;
export type SearchPeriod = (typeof searchPeriods)[number];

export const searchSorts = ["relevance", "date", "rating"] as const;
export type SearchSort = (typeof searchSorts)[number];

/** Longer queries are cut at a word. */
export const maxQueryLength = 200;

/** Chosen values of one filter group; further ones are ignored. */
export const maxFilterValues = 10;

/** A count that stops at `maxCount`. */
export interface CappedCount {
  count: number;
  /** There are more: "plus de 1 000". */
  isCapped: boolean;
}

/** Hits on one page. */
export const hitsPerPage = 20;

/** Words and phrases of a query; further ones are ignored. */
export const maxTerms = 20;

/** Matches of a kind that are ranked: the newest ones, if there are more. */
export const maxRanked = 10_000;

/** Matches of a kind that are ranked exactly, and that can be paged through. */
export const maxShortlisted = 200;
export const maxListed = 1_000;

/** Counting stops here. */
export const maxCount = 1_000;

/** A text in pieces; those that match the query are marked. */
export type MarkedText = { text: string; isMatch: boolean }[];

interface HitBase {
  id: number;
  articleId: number;
  /** The address of the article, or of the comment in its discussion. */
  path: string;
  at: Date;
  passage: MarkedText;
}

export interface ArticleHit extends HitBase {
  kind: "article";
  title: MarkedText;
  /** For the card: category, picture, authors, ratings, number of comments (features/articles/queries.ts `listCards`). */
  slug: string;
}

export interface CommentHit extends HitBase {
  kind: "comment";
  articleTitle: string;
  author: string;
  reactions: number;
}

export interface CorrectionHit extends HitBase {
  kind: "correction";
  articleTitle: string;
}

export type SearchHit = ArticleHit | CommentHit | CorrectionHit;

/** One value of a filter, with the number of results it would give with the other groups' choices. */
export interface SearchFacet extends CappedCount {
  /** The value in the address: a slug, a handle, a period, a rating. */
  value: string;
  label: string;
  isChosen: boolean;
}

export type FacetGroup = "kind" | "category" | "tag" | "source" | "author" | "period" | "rating";

export interface SearchResults {
  request: SearchRequest;
  /** The title of the article whose discussion was searched; null for an unknown one, and if all was searched. */
  discussionTitle: string | null;
  /** The corrected words that were searched instead of the typed ones. */
  correctedText: string | null;
  /** Corrected words that would find something, where the typed ones were wanted and nothing has them. */
  suggestedText: string | null;
  totals: Record<SearchKind, CappedCount>;
  hits: SearchHit[];
  facets: Record<FacetGroup, SearchFacet[]>;
  /** The cursor of the page before this one; null on the first page and the second one, whose previous page is the first. */
  previous: string | null;
  /** The cursor of the next page. */
  next: string | null;
  /** The words are so common that only the newest matches were ranked. */
  isNewestOnly: boolean;
  /** The number of the first hit of this page, from 1. */
  first: number;
  /** Nothing, or almost nothing, has all of the words: what has most of them is shown too. */
  isPartial: boolean;
  /** Something has all of the words. */
  hasAllWords: boolean;
  /** Of these, the words that nothing has. */
  leftOut: string[];
  /** If few or no texts have all words: the words and phrases that are found somewhere, whatever the filters. */
  foundWords: string[];
  /** All words are stop words ("le", "pour"), which are not indexed. */
  hasOnlyStopWords: boolean;
  /** Nothing was found: the filters that are in the way, with the number of results without each. */
  blockingFilters: BlockingFilter[];
}

/** The group of a filter, and the number of results without its choice. */
export interface BlockingFilter extends CappedCount {
  group: FacetGroup;
}
