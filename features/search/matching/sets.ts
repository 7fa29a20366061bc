import { type SQL, sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import { toTextArray } from "#db/text-array.ts";
import { type FacetGroup, maxRanked, type SearchKind } from "#features/search/rules.ts";
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
  /** Whether more articles than are ranked are expected. */
  isCommon: boolean;
  filters: Filters;
  now: Date;
}

/** Where a kind is found, as `s`; the index of the article, where it is joined, as `a`. */
interface KindSource {
  from: SQL;
  id: SQL;
  listedAt: SQL;
  words: SQL;
  /** What is ranked first, for thousands of matches. */
  head: SQL;
  /** Where a month is in the index. */
  months: SQL | null;
  /** When the oldest text is from. */
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

/** Comments are many: fewer of them are ranked, because each one's article is read for the counts. */
const maxOfKind: Record<SearchKind, number> = { article: maxRanked, comment: 3_000, correction: 1_000 };
/** Fifty years. */
const maxMonths = 600;

/** A table of matches in a WITH clause. */
export interface MatchesTable {
  name: string;
  /** The group whose filter is ignored. */
  except: FacetGroup | undefined;
  /** Else all matches are read, in any order. */
  isNewestFirst: boolean;
}

/** How many matches of a table are read: more if the index cannot find those that pass the filters. */
export function maxRead(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): number {
  return isJoinedLater(kind, conditions, except) ? maxRanked : maxOfKind[kind];
}

/**
 * Writes the tables of a WITH clause that find the matches of a kind: `name` (id, listed_at, article_id, head_rank,
 * article_facets, people_facets) and `name_size` (n), the number of matches read, which is one more than `maxRead` if
 * there are more. Then `name` has the newest ones, or nothing if it was to be read in any order. Phrases, ratings and
 * the filters of a comment's article are compared after the matches were read.
 * @param rank the cheap rank of a match
 */
export function matchesTable(table: MatchesTable, kind: SearchKind, conditions: MatchConditions, rank: SQL): SQL {
  const { except } = table;
  const found = sql.identifier(`${table.name}_found`);
  const size = sql.identifier(`${table.name}_size`);
  const isJoined = isJoinedLater(kind, conditions, except);
  const compared = [
    ...(conditions.indexed ? listWordConditions(kind, conditions, sql`m.words`, sql`m.article_facets`) : []),
    ...(isJoined ? listArticleConditions(conditions, except) : []),
    ...(kind === "article" ? listRatingConditions(conditions, except) : []),
  ];
  const kept = [
    ...(table.isNewestFirst ? [] : [sql`(select n from ${size}) <= ${maxRead(kind, conditions, except)}::int`]),
    ...compared,
  ];
  const where = kept.length > 0 ? sql` where ${sql.join(kept, sql` and `)}` : sql``;
  const columns = isJoined
    ? sql`m.id, m.listed_at, m.article_id, m.head_rank, a.facets as article_facets, m.people_facets`
    : sql`m.*`;
  const from = isJoined
    ? sql`${found} as m join search_articles as a on a.article_id = m.article_id`
    : sql`${found} as m`;
  return sql`${found} as materialized (${selectFound(table, kind, { ...conditions, ...conditions.indexed }, rank)}),
    ${size} as materialized (select count(*)::int as n from ${found}),
    ${sql.identifier(table.name)} as ${compared.length > 0 ? sql`` : sql`not `}materialized (select ${columns} from ${from}${where})`;
}

function selectFound(
  { except, isNewestFirst }: MatchesTable,
  kind: SearchKind,
  conditions: MatchConditions,
  rank: SQL,
): SQL {
  const source = kindSources[kind];
  const articleId = kind === "article" ? sql`a.article_id` : sql`s.article_id`;
  const facets = kind === "comment" ? sql`null::text[]` : sql`a.facets`;
  const columns = sql`${source.id} as id, ${source.listedAt} as listed_at, ${articleId}, ${rank} as head_rank, ${facets} as article_facets, ${source.people} as people_facets${conditions.indexed ? sql`, ${source.words} as words` : sql``}`;
  const where = sql.join(listConditions(kind, conditions, except), sql` and `);
  const limit = sql`limit ${maxRead(kind, conditions, except) + 1}::int`;
  const select = (more: SQL) => sql`select ${columns} from ${source.from} where ${where} ${more}`;
  if (source.months === null || !hasIndexedCondition(conditions, except))
    // As in the index by date.
    return sql`${select(sql`order by ${source.listedAt} desc nulls last, ${source.id} desc nulls last`)} ${limit}`;
  if (!isNewestFirst) return sql`${select(sql``)} ${limit}`;
  const month = sql`'m:' || to_char(date_trunc('month', ${conditions.now.toISOString()}::timestamptz at time zone 'UTC') - make_interval(months => g.n), 'YYYY-MM')`;
  // A subquery with an offset is planned alone: the order must not make PostgreSQL read a month by date.
  return sql`
    select found.* from generate_series(0, ${countMonths(source, conditions, except)}) as g (n)
    cross join lateral (
      select of_month.* from (${select(sql`and ${source.months} @> array[${month}] offset 0`)}) as of_month
      order by of_month.listed_at desc, of_month.id desc ${limit}
    ) as found ${limit}`;
}

/** How far back months are read: to the beginning of the period, or to the oldest text. */
function countMonths({ oldest }: KindSource, { filters, now }: MatchConditions, except: FacetGroup | undefined): SQL {
  if (filters.since && except !== "period") return sql`${listMonths(filters.since, now).length - 1}::int`;
  const age = sql`age(${now.toISOString()}::timestamptz, ${oldest})`;
  return sql`least(${maxMonths}::int, coalesce(extract(year from ${age}) * 12 + extract(month from ${age}), 0)::int + 1)`;
}

/**
 * Whether a table is read with the newest matches first: because nothing but the order finds them, because the
 * vocabulary knows the words as common, or because the search had too many matches lately.
 */
export function isNewestFirst(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): boolean {
  return (
    kindSources[kind].months === null ||
    !hasIndexedCondition(conditions, except) ||
    (conditions.isCommon && !isNarrowed(kind, conditions.filters, except)) ||
    common.has(commonKey(kind, conditions, except))
  );
}

/** Comments are found without their articles. If a filter is about articles, these are joined later. */
export function isJoinedLater(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): boolean {
  return kind === "comment" && hasArticleFilter(conditions, except);
}

const hasArticleFilter = ({ filters: { category, tag, source } }: MatchConditions, except: FacetGroup | undefined) =>
  Object.entries({ category, tag, source }).some(([group, list]) => group !== except && list.length > 0);

/** Whether the index of words and facets finds the matches; else they are read by date. */
function hasIndexedCondition({ words, filters }: MatchConditions, except: FacetGroup | undefined): boolean {
  const { category, tag, source, author, people, since } = filters;
  const chosen = { category, tag, source, author, period: since ? ["since"] : [] };
  return (
    words !== "" ||
    people.length > 0 ||
    Object.entries(chosen).some(([group, list]) => group !== except && list.length > 0)
  );
}

/**
 * Whether a choice may leave so few matches that reading all months would be slower. A period needs few months; ratings
 * and the filters of a comment's article are compared later.
 */
function isNarrowed(kind: SearchKind, { people, ...lists }: Filters, except: FacetGroup | undefined): boolean {
  const { category, tag, source, author } = lists;
  const chosen = kind === "comment" ? { author } : { category, tag, source, author };
  return people.length > 0 || Object.entries(chosen).some(([group, list]) => group !== except && list.length > 0);
}

/** Searches that had too many matches lately. */
const common = new LRUCache<string, true>({ max: 2_000, ttl: 10 * 60_000 });

function commonKey(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): string {
  const { words, names, filters } = { ...conditions, ...conditions.indexed };
  const { values: _, since, ...chosen } = filters;
  return JSON.stringify([kind, except, words, names, chosen, since !== null]);
}

/** Notes that a search has more matches than are ranked. */
export function noteCommon(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): void {
  common.set(commonKey(kind, conditions, except), true);
}

function listConditions(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): SQL[] {
  const { filters, words, now } = conditions;
  const source = kindSources[kind];
  const found: SQL[] = [sql`true`];
  found.push(...listWordConditions(kind, conditions, source.words, sql`a.facets`));
  // Without words, a filter lists articles; comments only of a person.
  const people = [...(except === "author" ? [] : filters.author), ...filters.people];
  if (words === "" && kind !== "article" && people.length === 0) found.push(sql`false`);
  const oneOf = (column: SQL, facets: string[]) => {
    if (facets.length > 0) found.push(sql`${column} && ${toTextArray(facets)}`);
  };
  if (kind !== "comment") found.push(...listArticleConditions(conditions, except));
  if (except !== "author") oneOf(source.people, filters.author);
  oneOf(source.people, filters.people);
  if (except !== "period" && filters.since) {
    found.push(sql`${source.listedAt} >= ${filters.since.toISOString()}::timestamptz`);
    if (source.months) oneOf(source.months, listMonths(filters.since, now));
  }
  if (kind !== "article" && except !== "rating" && filters.minRating !== null) found.push(sql`false`);
  return found;
}

/** The filters of articles, of those that are joined as `a`. */
function listArticleConditions({ filters }: MatchConditions, except: FacetGroup | undefined): SQL[] {
  return (["category", "tag", "source"] as const)
    .filter((group) => group !== except && filters[group].length > 0)
    .map((group) => sql`a.facets && ${toTextArray(filters[group])}`);
}

function listRatingConditions({ filters: { minRating } }: MatchConditions, except: FacetGroup | undefined): SQL[] {
  if (except === "rating" || minRating === null) return [];
  return [
    sql`exists (select from articles as r where r.id = m.article_id and ${isRatedAtLeast(sql`${minRating}::int`)})`,
  ];
}

function listWordConditions(
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

/** The months since a day, as the index has them. */
function listMonths(since: Date, now: Date): string[] {
  const months: string[] = [];
  const last = now.toISOString().slice(0, 7);
  for (let n = 0; n < maxPeriodMonths; n += 1) {
    const month = new Date(Date.UTC(since.getUTCFullYear(), since.getUTCMonth() + n)).toISOString().slice(0, 7);
    if (month > last) break;
    months.push(`m:${month}`);
  }
  return months;
}

/** A year, from the middle of a month. */
const maxPeriodMonths = 14;
