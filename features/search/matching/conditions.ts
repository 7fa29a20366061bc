import { type SQL, sql } from "drizzle-orm";
import { toTextArray } from "#db/text-array.ts";
import type { FacetGroup, SearchKind } from "#features/search/rules.ts";
import type { Filters } from "./filters.ts";

/** What is searched: the notation of a query for the words, and the filters. */
export interface MatchConditions {
  /** Empty: any text. */
  words: string;
  /** The words without the names, and the names: an article has a name's words, or is filed under it. */
  unnamedWords: string;
  names: { words: string; facets: string[] }[];
  /** The same without phrases, where there are any: what the index finds is read, the newest first, and then compared. */
  indexed: Pick<MatchConditions, "words" | "unnamedWords" | "names"> | null;
  /** Texts that have these words are left out; used where `words` is empty. */
  unwanted: string;
  /** Articles that are filed under these names are left out. */
  unwantedFacets: string[];
  /** Whether more articles than are ranked are expected. */
  isCommon: boolean;
  filters: Filters;
  now: Date;
}

/** Where a kind is found, as `s`; the index of the article, where it is joined, as `a`. */
export interface KindSource {
  from: SQL;
  id: SQL;
  listedAt: SQL;
  words: SQL;
  /** What is ranked first, for thousands of matches. */
  head: SQL;
  /** Where a month is in the index. */
  months: SQL | null;
  /** The time of the oldest text. */
  oldest: SQL;
  /** The facets with the people. */
  people: SQL;
}

export const kindSources: Record<SearchKind, KindSource> = {
  article: {
    from: sql`search_articles as a`,
    id: sql`a.article_id`,
    listedAt: sql`a.listed_at`,
    words: sql`a.words`,
    head: sql`a.head`,
    months: sql`a.facets`,
    oldest: sql`(select o.listed_at from search_articles as o order by o.listed_at nulls first limit 1)`,
    people: sql`a.facets`,
  },
  comment: {
    from: sql`search_comments as s`,
    id: sql`s.comment_id`,
    listedAt: sql`s.listed_at`,
    words: sql`s.words`,
    head: sql`s.words`,
    months: sql`s.facets`,
    oldest: sql`(select o.listed_at from search_comments as o order by o.listed_at nulls first limit 1)`,
    people: sql`s.facets`,
  },
  correction: {
    from: sql`corrections as s join search_articles as a on a.article_id = s.article_id`,
    id: sql`s.id`,
    listedAt: sql`s.created_at`,
    words: sql`to_tsvector('public.fr'::regconfig, s.note)`,
    head: sql`to_tsvector('public.fr'::regconfig, s.note)`,
    months: null,
    oldest: sql`null::timestamptz`,
    people: sql`a.facets`,
  },
};

/** The filters of articles. */
export const articleGroups = ["category", "tag", "source"] as const;
type NamedGroup = (typeof articleGroups)[number] | "author";

/** Those of these groups that have a choice, without the one whose filter is ignored. */
export function listChosenGroups<T extends NamedGroup>(
  filters: Filters,
  groups: readonly T[],
  except: FacetGroup | undefined,
): T[] {
  return groups.filter((group) => group !== except && filters[group].length > 0);
}

/** Comments are found without their articles. If a filter is about articles, these are joined later. */
export function isJoinedLater(kind: SearchKind, { filters }: MatchConditions, except: FacetGroup | undefined): boolean {
  return kind === "comment" && listChosenGroups(filters, articleGroups, except).length > 0;
}

/** Whether the index of words and facets finds the matches; else they are read by date. */
export function hasIndexedCondition({ words, filters }: MatchConditions, except: FacetGroup | undefined): boolean {
  return (
    words !== "" ||
    filters.people.length > 0 ||
    filters.discussion !== null ||
    (except !== "period" && filters.since !== null) ||
    listChosenGroups(filters, [...articleGroups, "author"], except).length > 0
  );
}

/** The conditions of a kind that its tables find; the others are compared later. */
export function listConditions(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): SQL[] {
  const { filters, words, now } = conditions;
  const source = kindSources[kind];
  const found: SQL[] = [sql`true`];
  found.push(...listWordConditions(kind, conditions, source.words, sql`a.facets`));
  // Without words, a filter lists articles; comments only of a person.
  const people = [...(except === "author" ? [] : filters.author), ...filters.people];
  if (words === "" && kind !== "article" && people.length === 0) found.push(sql`false`);
  if (filters.discussion !== null)
    found.push(kind === "comment" ? sql`s.article_id = ${filters.discussion}::bigint` : sql`false`);
  const oneOf = (column: SQL, facets: string[]) => {
    if (facets.length > 0) found.push(sql`${column} && ${toTextArray(facets)}`);
  };
  if (kind !== "comment") found.push(...listArticleConditions(conditions, except));
  if (kind === "article" && conditions.unwantedFacets.length > 0)
    found.push(sql`not a.facets && ${toTextArray(conditions.unwantedFacets)}`);
  if (except !== "author") oneOf(source.people, filters.author);
  oneOf(source.people, filters.people);
  if (except !== "period" && filters.since) {
    found.push(sql`${source.listedAt} >= ${filters.since.toISOString()}::timestamptz`);
    if (filters.until) found.push(sql`${source.listedAt} < ${filters.until.toISOString()}::timestamptz`);
    if (source.months) oneOf(source.months, listMonths(filters.since, lastMoment(filters, now)));
  }
  if (kind !== "article" && except !== "rating" && filters.minRating !== null) found.push(sql`false`);
  return found;
}

/** The filters of articles that are joined as `a`. */
export function listArticleConditions({ filters }: MatchConditions, except: FacetGroup | undefined): SQL[] {
  return listChosenGroups(filters, articleGroups, except).map(
    (group) => sql`a.facets && ${toTextArray(filters[group])}`,
  );
}

/** The minimum rating, of matches `m` of articles. */
export function listRatingConditions(
  { filters: { minRating } }: MatchConditions,
  except: FacetGroup | undefined,
): SQL[] {
  if (except === "rating" || minRating === null) return [];
  return [
    sql`exists (select from articles as r where r.id = m.article_id and ${isRatedAtLeast(sql`${minRating}::int`)})`,
  ];
}

/** The words, and the names under which an article may be filed instead. */
export function listWordConditions(
  kind: SearchKind,
  { words, unnamedWords, names, unwanted }: MatchConditions,
  column: SQL,
  facets: SQL,
): SQL[] {
  const isNamed = kind === "article" && names.length > 0;
  const matched = isNamed ? unnamedWords : words;
  return [
    ...(matched !== "" ? [sql`${column} @@ ${matched}::tsquery`] : []),
    ...(matched === "" && unwanted !== "" ? [sql`not ${column} @@ ${unwanted}::tsquery`] : []),
    ...(isNamed ? names : []).map(
      (name) => sql`(${column} @@ ${name.words}::tsquery or ${facets} && ${toTextArray(name.facets)})`,
    ),
  ];
}

/** In a query of articles `r`: whether they have votes, and that mean. */
export const isRatedAtLeast = (stars: SQL) =>
  sql`(r.rating_count + r.legacy_rating_count > 0 and r.rating_sum + r.legacy_rating_sum >= ${stars} * (r.rating_count + r.legacy_rating_count))`;

/** The last moment of the chosen period. */
export function lastMoment({ until }: Filters, now: Date): Date {
  return until === null ? now : new Date(until.getTime() - 1);
}

/** The months from a day to another, as the index has them. */
export function listMonths(since: Date, end: Date): string[] {
  const months: string[] = [];
  const last = end.toISOString().slice(0, 7);
  for (let n = 0; n < maxPeriodMonths; n += 1) {
    const month = new Date(Date.UTC(since.getUTCFullYear(), since.getUTCMonth() + n)).toISOString().slice(0, 7);
    if (month > last) break;
    months.push(`m:${month}`);
  }
  return months;
}

/** A year, from the middle of a month. */
const maxPeriodMonths = 14;
