import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { periodStart } from "#features/search/matching/filters.ts";
import {
  isOverLimit,
  isRatedAtLeast,
  isWithoutArticle,
  kindSources,
  limitedTable,
  type MatchConditions,
  matchesTable,
  maxOfKind,
  noteCommon,
} from "#features/search/matching/sets.ts";
import type { SearchTerm } from "#features/search/matching/terms.ts";
import { writeAny, writeMatch, writeTerm } from "#features/search/matching/tsquery.ts";
import {
  type FacetGroup,
  maxListed,
  maxShortlisted,
  type SearchKind,
  type SearchSort,
  searchPeriods,
} from "#features/search/rules.ts";
import type { MatchFacts } from "./score.ts";

export interface RankedMatch {
  kind: SearchKind;
  id: number;
  at: Date;
  /** By the order that was asked for: a cheap rank, a time, a mean. */
  order: number;
  /** Of the best ones by relevance. */
  facts: MatchFacts | null;
}

/** The matches of a kind, and the numbers of matches by the values of each filter. */
export interface KindMatches {
  total: number;
  ranked: RankedMatch[];
  counts: { group: FacetGroup; value: string; count: number }[];
  /** The number of matches without the choice of a group. */
  without: { group: FacetGroup; count: number }[];
  isNewestOnly: boolean;
}

interface RankingOptions {
  terms: SearchTerm[];
  conditions: MatchConditions;
  sort: SearchSort;
  /** Groups with a choice: their counts ignore it. */
  chosenGroups: FacetGroup[];
}

interface BestRow extends Omit<MatchFacts, "listedAt"> {
  id: number;
}

/** Articles whose votes are read for the filter of ratings: the newest ones. */
const maxRated = 1_000;
/** Where only the newest matches are ranked, the values of filters are counted in so many of them. */
const maxCounted: Record<SearchKind, number> = { article: 4_000, comment: 1_500, correction: 1_000 };
/** Values of a group that are counted. */
const maxValues = 12;
const halfLifeSeconds = 365 * 86_400;

/** Finds and ranks the matches of a kind, and counts the values of the filters, in one statement. */
export async function rankMatches(db: Executor, kind: SearchKind, options: RankingOptions): Promise<KindMatches> {
  const { terms, conditions, sort, chosenGroups } = options;
  const groups = countedGroups(kind).map((group) => ({ group, isChosen: chosenGroups.includes(group) }));
  const chosen = groups.filter(({ isChosen }) => isChosen).map(({ group }) => group);
  const tables = [undefined, ...chosen].flatMap((group) => {
    const name = group ? `matched_${group}` : "matched";
    const rank = group || sort !== "relevance" || terms.length === 0 ? undefined : rankHead(kind, terms);
    return [matchesTable(name, kind, conditions, { except: group, rank }), countedTable(name, kind, conditions, group)];
  });
  const others = groups.filter(({ isChosen }) => !isChosen).map(({ group }) => group);
  const counts = [
    ...countValues(kind, others, "matched", conditions.now),
    ...chosen.flatMap((group) => countValues(kind, [group], `matched_${group}`, conditions.now)),
  ];
  const without = chosen.map(
    (group) => sql`select ${group}::text as "group", count(*)::int as count from ${sql.identifier(`matched_${group}`)}`,
  );
  const [row] = await db.execute<{
    total: number;
    limited: number;
    ranked: [id: number, at: number, order: number][];
    best: BestRow[];
    counts: KindMatches["counts"];
    without: KindMatches["without"];
  }>(sql`
    with ${sql.join(tables, sql`, `)}
    , ranked as materialized (
      select id, listed_at, article_id, ${orderOf(kind, sort, terms, conditions.now)} as rank_order
      from matched as m order by rank_order desc, id desc limit ${maxListed}
    ), terms as materialized (${listTermQueries(terms)})
    , best as (${sort === "relevance" && terms.length > 0 ? selectFacts(kind, terms) : sql`select null where false`})
    select (select count(*)::int from matched) as total,
      (select count(*)::int from ${sql.identifier(limitedTable("matched", conditions))}) as limited,
      (select coalesce(jsonb_agg(jsonb_build_array(id, extract(epoch from listed_at), rank_order) order by rank_order desc, id desc), '[]') from ranked) as ranked,
      (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from best as b) as best,
      (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from (${sql.join(counts, sql` union all `)}) as c) as counts,
      (select coalesce(jsonb_agg(to_jsonb(w)), '[]') from (${without.length > 0 ? sql.join(without, sql` union all `) : sql`select null where false`}) as w) as without`);
  if (!row) throw new Error("The ranking returned no row.");
  if (isOverLimit(kind, row.limited)) noteCommon(kind, conditions);
  const facts = new Map(row.best.map((one) => [one.id, one]));
  return {
    total: row.total,
    ranked: row.ranked.map(([id, at, order]) => {
      const found = facts.get(id);
      const listedAt = new Date(at * 1000);
      return { kind, id, at: listedAt, order, facts: found ? { ...found, listedAt } : null };
    }),
    counts: row.counts,
    without: row.without,
    isNewestOnly: isOverLimit(kind, row.limited),
  };
}

/** The newest matches, all of them unless there are too many, with the facets that are counted. */
function countedTable(
  name: string,
  kind: SearchKind,
  conditions: MatchConditions,
  except: FacetGroup | undefined,
): SQL {
  const isOver = sql`(select count(*) > ${maxOfKind[kind]}::int from ${sql.identifier(name)})`;
  // All of them need no order.
  const newest = sql`
    select article_id, article_facets, people_facets from ${sql.identifier(name)}
    order by case when ${isOver} then listed_at end desc limit case when ${isOver} then ${maxCounted[kind]}::int end`;
  const counted = isWithoutArticle(kind, conditions, except)
    ? sql`select m.article_id, a.facets as article_facets, m.people_facets from (${newest}) as m join search_articles as a on a.article_id = m.article_id`
    : newest;
  return sql`${sql.identifier(`${name}_counted`)} as materialized (${counted})`;
}

/** Computed where the matches are read, so that their texts are not kept. */
const rankHead = (kind: SearchKind, terms: SearchTerm[]) =>
  sql`ts_rank('{0.1, 0.1, 0.4, 1}', ${kindSources[kind].head}, ${writeAny(terms)}::tsquery)`;

function orderOf(kind: SearchKind, sort: SearchSort, terms: SearchTerm[], now: Date): SQL {
  const time = sql`extract(epoch from m.listed_at)::float8`;
  if (sort === "rating")
    // As if five votes of three stars had been cast before, so that a single vote of five is not the best.
    return kind === "article"
      ? sql`(select round(((r.rating_sum + r.legacy_rating_sum + 15)::float8 / (r.rating_count + r.legacy_rating_count + 5))::numeric, 4)::float8 from articles as r where r.id = m.article_id)`
      : sql`0::float8`;
  if (sort === "date" || terms.length === 0) return time;
  const age = sql`greatest(0, extract(epoch from ${now.toISOString()}::timestamptz - m.listed_at))::float8`;
  return sql`round((m.head_rank
    + 0.1 * power(2::float8, -least(60, ${age} / ${halfLifeSeconds}::float8)))::numeric, 6)::float8`;
}

function listTermQueries(terms: SearchTerm[]): SQL {
  const list = terms.map((term, n) => ({
    n,
    title: writeTerm(term, { weights: "A" }),
    head: writeTerm(term, { weights: "AB" }),
    text: writeTerm(term),
    typed: writeTerm(term, { withoutSynonyms: true }),
    facets: term.facets,
  }));
  return sql`
    select (t ->> 'n')::int as n, (t ->> 'title')::tsquery as title, (t ->> 'head')::tsquery as head,
      (t ->> 'text')::tsquery as text, (t ->> 'typed')::tsquery as typed,
      array(select jsonb_array_elements_text(t -> 'facets')) as facets
    from jsonb_array_elements(${JSON.stringify(list)}::text::jsonb) as t`;
}

function selectFacts(kind: SearchKind, terms: SearchTerm[]): SQL {
  const { from, id, words } = kindSources[kind];
  const termsIn = (condition: SQL) => sql`array(select q.n from terms as q where ${condition})`;
  const isArticle = kind === "article";
  const none = sql`'{}'::int[]`;
  return sql`
    select r.id,
      ts_rank_cd('{0.2, 0.4, 0.7, 1}', ${words}, ${writeMatch(
        terms.filter(({ isOptional }) => !isOptional),
        [],
      )}::tsquery, 32) as density,
      ts_rank('{0.2, 0.3, 0.6, 1}', ${words}, ${writeAny(terms)}::tsquery, 32) as frequency,
      ${isArticle ? termsIn(sql`a.head @@ q.title`) : none} as "inTitle",
      ${isArticle ? termsIn(sql`a.head @@ q.head or a.facets && q.facets`) : none} as "inHead",
      ${termsIn(isArticle ? sql`a.words @@ q.text or a.facets && q.facets` : sql`${words} @@ q.text`)} as "inText",
      ${termsIn(isArticle ? sql`a.words @@ q.typed or a.facets && q.facets` : sql`${words} @@ q.typed`)} as "asTyped",
      ${isArticle ? sql`t.title` : sql`''`} as title,
      ${isArticle ? sql`t.rating_count + t.legacy_rating_count` : sql`0`} as votes,
      ${isArticle ? sql`(t.rating_sum + t.legacy_rating_sum)::float8` : sql`0`} as stars,
      ${kind === "comment" ? sql`(select c.reaction_count from comments as c where c.id = r.id)` : sql`0`} as reactions
    from (select * from ranked order by rank_order desc, id desc limit ${maxShortlisted}) as r
    join ${from} on ${id} = r.id
    ${isArticle ? sql`join articles as t on t.id = r.id` : sql``}`;
}

function countedGroups(kind: SearchKind): FacetGroup[] {
  return kind === "article"
    ? ["category", "tag", "source", "author", "period", "rating"]
    : ["category", "tag", "source", "author", "period"];
}

const prefixes: Partial<Record<FacetGroup, string[]>> = {
  category: ["c:"],
  tag: ["t:"],
  source: ["s:"],
  author: ["a:", "p:"],
};

/** Counts the matches of a table by the values of these groups: each table's facets are read once. */
function countValues(kind: SearchKind, groups: FacetGroup[], name: string, now: Date): SQL[] {
  const counts: SQL[] = [];
  const counted = sql.identifier(`${name}_counted`);
  if (groups.includes("period")) {
    const since = (period: (typeof searchPeriods)[number]) =>
      sql`count(*) filter (where m.listed_at >= ${periodStart(period, now).toISOString()}::timestamptz)::int`;
    const list = searchPeriods.map((period) => sql`(${period}::text, ${sql.identifier(period)})`);
    counts.push(sql`
      select 'period'::text as "group", v.value, v.count
      from (select ${sql.join(
        searchPeriods.map((period) => sql`${since(period)} as ${sql.identifier(period)}`),
        sql`, `,
      )} from ${sql.identifier(name)} as m) as c
      cross join lateral (values ${sql.join(list, sql`, `)}) as v (value, count)`);
  }
  if (groups.includes("rating"))
    counts.push(sql`
      select 'rating'::text as "group", v.stars as value, v.count from (
        select count(*) filter (where ${isRatedAtLeast(sql`3`)})::int as three, count(*) filter (where ${isRatedAtLeast(sql`4`)})::int as four
        from (select article_id from ${sql.identifier(name)} order by listed_at desc limit ${maxRated}::int) as m join articles as r on r.id = m.article_id
      ) as c cross join lateral (values ('3', c.three), ('4', c.four)) as v (stars, count)`);
  const named = groups.filter((group) => prefixes[group]);
  if (named.length > 0) {
    const groupOf = sql`case left(f, 2) ${sql.join(
      named.flatMap((group) => (prefixes[group] ?? []).map((prefix) => sql`when ${prefix} then ${group}::text`)),
      sql` `,
    )} end`;
    const values = (column: SQL, own: SQL) => sql`
      select f, count from (
        select f, count(*)::int as count from (select unnest(${column}) as f from ${counted} as m) as one group by f
      ) as each_facet where left(f, 2) ${own}`;
    const people =
      named.includes("author") && kind !== "article"
        ? sql` union all ${values(sql`m.people_facets`, sql`in ('a:', 'p:')`)}`
        : sql``;
    counts.push(sql`
      select v."group", v.value, v.count from (
        select ${groupOf} as "group", f as value, count, row_number() over (partition by ${groupOf} order by count desc, f) as place
        from (${values(sql`m.article_facets`, kind === "article" ? sql`<> 'm:'` : sql`in ('c:', 't:', 's:')`)}${people}) as f_counts
      ) as v where v."group" is not null and v.place <= ${maxValues}::int`);
  }
  return counts;
}
