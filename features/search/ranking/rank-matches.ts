import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { kindSources, type MatchConditions } from "#features/search/matching/conditions.ts";
import { type MatchesTable, matchesTable, maxRead } from "#features/search/matching/matches-table.ts";
import { isNewestFirst, noteOverLimit } from "#features/search/matching/read-order.ts";
import type { SearchTerm } from "#features/search/matching/terms.ts";
import { writeAny } from "#features/search/matching/tsquery.ts";
import type { FacetGroup, SearchKind, SearchSort } from "#features/search/rules.ts";
import { countedGroups, countedTable, countValues, groupOf } from "./count-values.ts";
import { type FactsRow, readFacts, selectFacts, termsTable } from "./facts.ts";
import type { MatchFacts } from "./score.ts";

export interface RankedMatch {
  kind: SearchKind;
  id: number;
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

interface RankingRow extends Record<string, unknown> {
  /** By table: how many matches were read, and how many match. */
  sizes: [read: number, matching: number][];
  ranked: [id: number, at: number, order: number][] | null;
  facts: FactsRow[] | null;
  counts: [value: string, count: number][] | null;
}

const halfLifeSeconds = 365 * 86_400;

/** Finds and ranks the matches of a kind, and counts the values of the filters: one statement, or two if there are too many. */
export async function rankMatches(db: Executor, kind: SearchKind, options: RankingOptions): Promise<KindMatches> {
  const { conditions, chosenGroups } = options;
  const chosen = options.listed > 0 ? countedGroups(kind).filter((group) => chosenGroups.includes(group)) : [];
  const tables = [undefined, ...chosen].map((except) => ({
    name: except ? `without_${except}` : "matched",
    except,
    isNewestFirst: isNewestFirst(kind, conditions, except),
  }));
  const read = options.listed > 0 ? readRanking : countMatches;
  let row = await read(db, kind, options, tables);
  const isOver = (n: number, except?: FacetGroup) => (row.sizes[n]?.[0] ?? 0) > maxRead(kind, conditions, except);
  const tooLarge = tables.filter(({ except, isNewestFirst }, n) => !isNewestFirst && isOver(n, except));
  if (tooLarge.length > 0) {
    for (const table of tooLarge) {
      noteOverLimit(kind, conditions, table.except);
      table.isNewestFirst = true;
    }
    row = await read(db, kind, options, tables);
  }
  const facts = new Map(row.facts?.map((one) => [one[0], one]));
  const counts = (row.counts ?? []).map(([value, count]) => ({ group: groupOf(value), value, count }));
  return {
    total: row.sizes[0]?.[1] ?? 0,
    ranked: (row.ranked ?? []).map(([id, seconds, order]) => {
      return { kind, id, order, facts: readFacts(new Date(seconds * 1000), facts.get(id)) };
    }),
    counts,
    without: chosen.map((group, n) => ({ group, count: row.sizes[n + 1]?.[1] ?? 0 })),
    isNewestOnly: isOver(0),
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
    countValues(kind, except ? [except] : groups.filter((group) => !chosen.includes(group)), name, conditions),
  );
  const [row] = await db.execute<RankingRow>(sql`
    with ${sql.join(found, sql`, `)}
    , ranked as materialized (
      select id, listed_at, article_id, ${orderOf(kind, sort, terms, conditions.now)} as rank_order
      from matched as m order by rank_order desc, id desc limit ${listed}::int
    )${isRanked ? sql`, ${termsTable(terms)}` : sql``}
    select ${listSizes(tables)} as sizes,
      (select json_agg(json_build_array(id, extract(epoch from listed_at), rank_order)) from ranked) as ranked,
      ${isRanked ? sql`(${selectFacts(kind, terms)})` : sql`null`} as facts,
      (select json_agg(json_build_array(c.value, c.count)) from (${sql.join(counts, sql` union all `)}) as c) as counts`);
  if (!row) throw new Error("The ranking returned no row.");
  return row;
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
