import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toTextArray } from "#db/text-array.ts";
import { periodStart } from "#features/search/matching/filters.ts";
import {
  isNewestFirst,
  isOverLimit,
  isRatedAtLeast,
  isWithoutArticle,
  kindSources,
  type MatchConditions,
  type MatchesTable,
  matchesTable,
  maxOfKind,
  noteCommon,
} from "#features/search/matching/sets.ts";
import type { SearchTerm } from "#features/search/matching/terms.ts";
import { writeAny, writeMatch, writeTerm } from "#features/search/matching/tsquery.ts";
import {
  type FacetGroup,
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
  /** How many matches are listed; 0: they are only counted. */
  listed: number;
}

type FactsRow = [
  id: number,
  density: number,
  frequency: number,
  /** Bits of the terms: in the title, in the head, in the text, as typed. */
  found: [number, number, number, number],
  title: string,
  votes: number,
  stars: number,
  reactions: number,
];

interface RankingRow extends Record<string, unknown> {
  /** By table: how many matches were read, and how many match. */
  sizes: [read: number, matching: number][];
  ranked: [id: number, at: number, order: number][] | null;
  facts: FactsRow[] | null;
  counts: [value: string, count: number][] | null;
}

/** Articles whose votes are read for the filter of ratings: the newest ones. */
const maxRated = 1_000;
/** Where only the newest matches are ranked, the values of filters are counted in so many of them. */
const maxCounted: Record<SearchKind, number> = { article: 4_000, comment: 1_500, correction: 1_000 };
/** Values of a group that are counted. */
const maxValues = 12;
const halfLifeSeconds = 365 * 86_400;

/** Finds and ranks the matches of a kind, and counts the values of the filters: one statement, or two if there are too many. */
export async function rankMatches(db: Executor, kind: SearchKind, options: RankingOptions): Promise<KindMatches> {
  const { conditions, chosenGroups } = options;
  const chosen = options.listed > 0 ? countedGroups(kind).filter((group) => chosenGroups.includes(group)) : [];
  const listTables = () =>
    [undefined, ...chosen].map((except) => ({
      name: except ? `without_${except}` : "matched",
      except,
      isNewestFirst: isNewestFirst(kind, conditions, except),
    }));
  let tables = listTables();
  const read = options.listed > 0 ? readRanking : countMatches;
  let row = await read(db, kind, options, tables);
  const tooLarge = tables.filter(({ isNewestFirst }, n) => !isNewestFirst && isOverLimit(kind, row.sizes[n]?.[0]));
  if (tooLarge.length > 0) {
    for (const { except } of tooLarge) noteCommon(kind, conditions, except);
    tables = listTables();
    row = await read(db, kind, options, tables);
  }
  const facts = new Map(row.facts?.map((one) => [one[0], one]));
  const counts = (row.counts ?? []).map(([value, count]) => ({ group: groupOf(value), value, count }));
  return {
    total: row.sizes[0]?.[1] ?? 0,
    ranked: (row.ranked ?? []).map(([id, seconds, order]) => {
      const at = new Date(seconds * 1000);
      return { kind, id, at, order, facts: readFacts(at, facts.get(id)) };
    }),
    counts,
    without: chosen.map((group, n) => ({ group, count: row.sizes[n + 1]?.[1] ?? 0 })),
    isNewestOnly: isOverLimit(kind, row.sizes[0]?.[0]),
  };
}

async function countMatches(
  db: Executor,
  kind: SearchKind,
  { conditions }: RankingOptions,
  tables: MatchesTable[],
): Promise<RankingRow> {
  const found = tables.map((table) => matchesTable(table, kind, conditions, sql`0`));
  const [row] = await db.execute<Pick<RankingRow, "sizes">>(sql`
    with ${sql.join(found, sql`, `)} select ${listSizes(tables)} as sizes`);
  return { sizes: row?.sizes ?? [], ranked: null, facts: null, counts: null };
}

/** By table: how many matches were read, and how many match. */
function listSizes(tables: MatchesTable[]): SQL {
  const sizes = tables.map(
    ({ name }) =>
      sql`json_build_array((select n from ${sql.identifier(`${name}_size`)}), (select count(*) from ${sql.identifier(name)}))`,
  );
  return sql`json_build_array(${sql.join(sizes, sql`, `)})`;
}

async function readRanking(
  db: Executor,
  kind: SearchKind,
  { terms, conditions, sort, listed }: RankingOptions,
  tables: MatchesTable[],
): Promise<RankingRow> {
  const isRanked = sort === "relevance" && terms.length > 0;
  const groups = countedGroups(kind);
  const chosen = tables.flatMap(({ except }) => except ?? []);
  const found = tables.flatMap((table) => [
    matchesTable(table, kind, conditions, isRanked && !table.except ? rankHead(kind, terms) : sql`0`),
    countedTable(table, kind, conditions),
  ]);
  const counts = tables.flatMap(({ name, except }) =>
    countValues(kind, except ? [except] : groups.filter((group) => !chosen.includes(group)), name, conditions.now),
  );
  const [row] = await db.execute<RankingRow>(sql`
    with ${sql.join(found, sql`, `)}
    , ranked as materialized (
      select id, listed_at, article_id, ${orderOf(kind, sort, terms, conditions.now)} as rank_order
      from matched as m order by rank_order desc, id desc limit ${listed}::int
    )${isRanked ? sql`, terms as materialized (${listTermQueries(terms)})` : sql``}
    select ${listSizes(tables)} as sizes,
      (select json_agg(json_build_array(id, extract(epoch from listed_at), rank_order)) from ranked) as ranked,
      ${isRanked ? sql`(${selectFacts(kind, terms)})` : sql`null`} as facts,
      (select json_agg(json_build_array(c.value, c.count)) from (${sql.join(counts, sql` union all `)}) as c) as counts`);
  if (!row) throw new Error("The ranking returned no row.");
  return row;
}

function readFacts(listedAt: Date, row: FactsRow | undefined): MatchFacts | null {
  if (!row) return null;
  const [, density, frequency, found, title, votes, stars, reactions] = row;
  const [inTitle, inHead, inText, asTyped] = found.map(listBits) as [number[], number[], number[], number[]];
  return { density, frequency, inTitle, inHead, inText, asTyped, title, listedAt, votes, stars, reactions };
}

function listBits(bits: number): number[] {
  const list: number[] = [];
  for (let n = 0; bits >> n > 0; n += 1) if ((bits >> n) & 1) list.push(n);
  return list;
}

/** The newest matches, all of them unless there are too many, with the facets that are counted. */
function countedTable(
  { name, except, isNewestFirst }: MatchesTable,
  kind: SearchKind,
  conditions: MatchConditions,
): SQL {
  const columns = sql`select article_id, article_facets, people_facets from ${sql.identifier(name)}`;
  const size = sql`(select n from ${sql.identifier(`${name}_size`)})`;
  const newest = isNewestFirst
    ? sql`${columns} order by listed_at desc limit case when ${size} > ${maxOfKind[kind]}::int then ${maxCounted[kind]}::int end`
    : columns;
  const counted = isWithoutArticle(kind, conditions, except)
    ? sql`select m.article_id, a.facets as article_facets, m.people_facets from (${newest}) as m join search_articles as a on a.article_id = m.article_id`
    : newest;
  return sql`${sql.identifier(`${name}_counted`)} as (${counted})`;
}

/** Computed where the matches are read, so that their texts are not kept. */
const rankHead = (kind: SearchKind, terms: SearchTerm[]) =>
  sql`ts_rank('{0.1, 0.1, 0.4, 1}', ${kindSources[kind].head}, ${writeAny(terms)}::tsquery)`;

function orderOf(kind: SearchKind, sort: SearchSort, terms: SearchTerm[], now: Date): SQL {
  const time = sql`date_part('epoch', m.listed_at)`;
  if (sort === "rating")
    // As if five votes of three stars had been cast before, so that a single vote of five is not the best.
    return kind === "article"
      ? sql`(select round(((r.rating_sum + r.legacy_rating_sum + 15)::float8 / (r.rating_count + r.legacy_rating_count + 5))::numeric, 4)::float8 from articles as r where r.id = m.article_id)`
      : sql`0::float8`;
  if (sort === "date" || terms.length === 0) return time;
  const age = sql`greatest(0, ${now.getTime() / 1000}::float8 - ${time})`;
  // Rounded, so that a cursor compares exactly.
  return sql`round((m.head_rank + 0.1 * power(2, -least(60, ${age} / ${halfLifeSeconds}::float8))) * 1e6) / 1e6`;
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
    select 1::bigint << (t ->> 'n')::int as bit, (t ->> 'title')::tsquery as title, (t ->> 'head')::tsquery as head,
      (t ->> 'text')::tsquery as text, (t ->> 'typed')::tsquery as typed,
      array(select jsonb_array_elements_text(t -> 'facets')) as facets
    from jsonb_array_elements(${JSON.stringify(list)}::text::jsonb) as t`;
}

/** What the index says about the first of the ranked matches. */
function selectFacts(kind: SearchKind, terms: SearchTerm[]): SQL {
  const { from, id, words } = kindSources[kind];
  const isArticle = kind === "article";
  const bits = (condition: SQL) => sql`coalesce(sum(q.bit) filter (where ${condition}), 0)`;
  const found = isArticle
    ? [
        bits(sql`a.head @@ q.title`),
        bits(sql`a.head @@ q.head or a.facets && q.facets`),
        bits(sql`w.words @@ q.text or a.facets && q.facets`),
        bits(sql`w.words @@ q.typed or a.facets && q.facets`),
      ]
    : [sql`0`, sql`0`, bits(sql`w.words @@ q.text`), bits(sql`w.words @@ q.typed`)];
  const required = writeMatch(
    terms.filter(({ isOptional }) => !isOptional),
    [],
  );
  // A stored text is decompressed each time it is read: a new value is not stored.
  return sql`
    select json_agg(json_build_array(r.id,
      ts_rank_cd('{0.2, 0.4, 0.7, 1}', w.words, ${required}::tsquery, 32),
      ts_rank('{0.2, 0.3, 0.6, 1}', w.words, ${writeAny(terms)}::tsquery, 32),
      (select json_build_array(${sql.join(found, sql`, `)}) from terms as q),
      ${isArticle ? sql`t.title, t.rating_count + t.legacy_rating_count, t.rating_sum + t.legacy_rating_sum` : sql`'', 0, 0`},
      ${kind === "comment" ? sql`(select c.reaction_count from comments as c where c.id = r.id)` : sql`0`}))
    from (select id from ranked order by rank_order desc, id desc limit ${maxShortlisted}::int) as r
    join ${kind === "comment" ? sql`search_comments as s` : from} on ${id} = r.id
    cross join lateral (select ${words} || ''::tsvector as words offset 0) as w
    ${isArticle ? sql`join articles as t on t.id = r.id` : sql``}`;
}

function countedGroups(kind: SearchKind): FacetGroup[] {
  return kind === "article"
    ? ["category", "tag", "source", "author", "period", "rating"]
    : ["category", "tag", "source", "author", "period"];
}

const prefixes: Partial<Record<FacetGroup, string[]>> = {
  category: ["c"],
  tag: ["t"],
  source: ["s"],
  author: ["a", "p"],
};

/** The group of a value: a facet, a period or a number of stars. */
function groupOf(value: string): FacetGroup {
  const [prefix = "", id] = value.split(":");
  if (id === undefined) return /^\d/.test(value) ? "rating" : "period";
  const found = Object.entries(prefixes).find(([, list]) => list.includes(prefix));
  return (found?.[0] ?? "tag") as FacetGroup;
}

/** Counts the matches of a table by the values of these groups: each table's facets are read once. */
function countValues(kind: SearchKind, groups: FacetGroup[], name: string, now: Date): SQL[] {
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
  const wanted = groups.flatMap((group) => prefixes[group] ?? []);
  const counted = sql.identifier(`${name}_counted`);
  // The offset makes PostgreSQL look at the few values after they were counted, not at each one before.
  const count = (facets: SQL, own: string[]) => sql`
    select f as value, count, row_number() over (partition by left(f, 1) order by count desc, f) as place from (
      select f, count(*)::int as count from (select unnest(${facets}) as f from ${counted} as m) as one group by f offset 0
    ) as each_value where left(f, 1) = any(${toTextArray(own)})`;
  const lists =
    kind === "article"
      ? [count(sql`m.article_facets`, wanted)]
      : [
          count(
            sql`m.article_facets`,
            wanted.filter((prefix) => "cts".includes(prefix)),
          ),
          ...(groups.includes("author") ? [count(sql`m.people_facets`, prefixes.author ?? [])] : []),
        ];
  if (wanted.length > 0)
    counts.push(
      ...lists.map((list) => sql`select p.value, p.count from (${list}) as p where p.place <= ${maxValues}::int`),
    );
  return counts;
}
