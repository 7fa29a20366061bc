import { type SQL, sql } from "drizzle-orm";
import { type FacetGroup, maxRanked, type SearchKind } from "#features/search/rules.ts";
import {
  hasIndexedCondition,
  isJoinedLater,
  type KindSource,
  kindSources,
  lastMoment,
  listArticleConditions,
  listConditions,
  listMonths,
  listRatingConditions,
  listWordConditions,
  type MatchConditions,
} from "./conditions.ts";

/** Comments are many: fewer of them are ranked, because each one's article is read for the counts. */
const maxOfKind: Record<SearchKind, number> = { article: maxRanked, comment: 3_000, correction: 1_000 };
/** Fifty years. */
const maxMonths = 600;

/** A table of matches in a WITH clause. */
export interface MatchesTable {
  name: string;
  /** The group whose filter is ignored. */
  except: FacetGroup | undefined;
  /** Otherwise all matches are read, in any order. */
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
    // The order of the index by date.
    return sql`${select(sql`order by ${source.listedAt} desc nulls last, ${source.id} desc nulls last`)} ${limit}`;
  if (!isNewestFirst) return sql`${select(sql``)} ${limit}`;
  const end = except === "period" ? conditions.now : lastMoment(conditions.filters, conditions.now);
  const month = sql`'m:' || to_char(date_trunc('month', ${end.toISOString()}::timestamptz at time zone 'UTC') - make_interval(months => g.n), 'YYYY-MM')`;
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
  if (filters.since && except !== "period")
    return sql`${listMonths(filters.since, lastMoment(filters, now)).length - 1}::int`;
  const age = sql`age(${now.toISOString()}::timestamptz, ${oldest})`;
  return sql`least(${maxMonths}::int, coalesce(extract(year from ${age}) * 12 + extract(month from ${age}), 0)::int + 1)`;
}
