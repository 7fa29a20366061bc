import { type SQL, sql } from "drizzle-orm";
import { toTextArray } from "#db/text-array.ts";
import { isJoinedLater, isRatedAtLeast, type MatchConditions } from "#features/search/matching/conditions.ts";
import { periodStart } from "#features/search/matching/filters.ts";
import { type MatchesTable, maxRead } from "#features/search/matching/matches-table.ts";
import { type FacetGroup, type SearchKind, searchPeriods } from "#features/search/rules.ts";

/** Articles whose votes are read for the filter of ratings: the newest ones. */
const maxRated = 1_000;
/** Where only the newest matches are ranked, the values of filters are counted in so many of them. */
const maxCounted: Record<SearchKind, number> = { article: 4_000, comment: 1_000, correction: 1_000 };
/** Values of a group that are counted. */
const maxValues = 12;

/** The filters whose values are counted among the matches of a kind. */
export function countedGroups(kind: SearchKind): FacetGroup[] {
  return kind === "article"
    ? ["category", "tag", "source", "author", "period", "rating"]
    : ["category", "tag", "source", "author", "period"];
}

/** By the first letter of a facet. */
const groupOfPrefix = new Map<string, FacetGroup>([
  ["c", "category"],
  ["t", "tag"],
  ["s", "source"],
  ["a", "author"],
  ["p", "author"],
]);

/**
 * Writes the table `name_counted` of a WITH clause: the matches whose facets are counted, all of them unless there are
 * too many.
 */
export function countedTable(
  { name, except, isNewestFirst }: MatchesTable,
  kind: SearchKind,
  conditions: MatchConditions,
): SQL {
  const columns = sql`select article_id, article_facets, people_facets from ${sql.identifier(name)}`;
  const size = sql`(select n from ${sql.identifier(`${name}_size`)})`;
  const newest = isNewestFirst
    ? sql`${columns} order by listed_at desc limit case when ${size} > ${maxRead(kind, conditions, except)}::int then ${maxCounted[kind]}::int end`
    : columns;
  const counted =
    kind === "comment" && !isJoinedLater(kind, conditions, except)
      ? sql`select m.article_id, a.facets as article_facets, m.people_facets from (${newest}) as m left join search_articles as a on a.article_id = m.article_id`
      : newest;
  return sql`${sql.identifier(`${name}_counted`)} as (${counted})`;
}

/** The group of a value: a facet, a period or a number of stars. */
export function groupOf(value: string): FacetGroup {
  const [prefix = "", id] = value.split(":");
  const group = id === undefined ? undefined : groupOfPrefix.get(prefix);
  return group ?? (/^\d/.test(value) ? "rating" : "period");
}

/** Counts the matches of a table by the values of these groups: each table's facets are read once. */
export function countValues(
  kind: SearchKind,
  groups: FacetGroup[],
  name: string,
  { filters: { category, tag, source, author }, now }: MatchConditions,
): SQL[] {
  const chosen = [...category, ...tag, ...source, ...author];
  const counts: SQL[] = [];
  const table = sql.identifier(name);
  if (groups.includes("period")) {
    const since = searchPeriods.map(
      (period) =>
        sql`count(*) filter (where m.listed_at >= ${periodStart(period, now).toISOString()}::timestamptz)::int as ${sql.identifier(period)}`,
    );
    const list = searchPeriods.map((period) => sql`(${period}::text, c.${sql.identifier(period)})`);
    counts.push(sql`
      select v.value, v.count from (select ${sql.join(since, sql`, `)} from ${table} as m) as c
      cross join lateral (values ${sql.join(list, sql`, `)}) as v (value, count)`);
  }
  if (groups.includes("rating"))
    counts.push(sql`
      select v.stars as value, v.count from (
        select count(*) filter (where ${isRatedAtLeast(sql`3`)})::int as three, count(*) filter (where ${isRatedAtLeast(sql`4`)})::int as four
        from articles as r where r.id = any(array(select article_id from ${table} order by listed_at desc limit ${maxRated}::int))
      ) as c cross join lateral (values ('3', c.three), ('4', c.four)) as v (stars, count)`);
  const wanted = [...groupOfPrefix].filter(([, group]) => groups.includes(group));
  const counted = sql.identifier(`${name}_counted`);
  // The offset makes PostgreSQL look at the few values after they were counted, not at each one before.
  const count = (facets: SQL, own: typeof wanted) => sql`
    select f as value, count, row_number() over (partition by left(f, 1) order by count desc, f) as place from (
      select f, count(*)::int as count from (select unnest(${facets}) as f from ${counted} as m) as one group by f offset 0
    ) as each_value where left(f, 1) = any(${toTextArray(own.map(([prefix]) => prefix))})`;
  // The people of comments and corrections are in a column of their own.
  const people = kind === "article" ? [] : wanted.filter(([, group]) => group === "author");
  const lists = [
    count(
      sql`m.article_facets`,
      wanted.filter((one) => !people.includes(one)),
    ),
    ...(people.length > 0 ? [count(sql`m.people_facets`, people)] : []),
  ];
  if (wanted.length > 0)
    counts.push(
      ...lists.map(
        (list) =>
          sql`select p.value, p.count from (${list}) as p where p.place <= ${maxValues}::int or p.value = any(${toTextArray(chosen)})`,
      ),
    );
  return counts;
}
