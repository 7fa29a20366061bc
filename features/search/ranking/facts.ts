import { type SQL, sql } from "drizzle-orm";
import { kindSources } from "#features/search/matching/conditions.ts";
import type { SearchTerm } from "#features/search/matching/terms.ts";
import { writeAll, writeAny, writeTerm } from "#features/search/matching/tsquery.ts";
import { maxShortlisted, type SearchKind } from "#features/search/rules.ts";
import type { MatchFacts } from "./score.ts";

/** The facts of a match, as `selectFacts` returns them. */
export type FactsRow = [
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

/** Reads what `selectFacts` returned. */
export function readFacts(listedAt: Date, row: FactsRow | undefined): MatchFacts | null {
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

/** Writes the queries of the terms as the table `terms` of a WITH clause. */
export function termsTable(terms: SearchTerm[]): SQL {
  const list = terms.map((term, n) => ({
    n,
    title: writeTerm(term, { weights: "A" }),
    head: writeTerm(term, { weights: "AB" }),
    text: writeTerm(term),
    typed: writeTerm(term, { withoutSynonyms: true }),
    facets: term.facets,
  }));
  return sql`terms as materialized (
    select 1::bigint << (t ->> 'n')::int as bit, (t ->> 'title')::tsquery as title, (t ->> 'head')::tsquery as head,
      (t ->> 'text')::tsquery as text, (t ->> 'typed')::tsquery as typed,
      array(select jsonb_array_elements_text(t -> 'facets')) as facets
    from jsonb_array_elements(${JSON.stringify(list)}::text::jsonb) as t)`;
}

/** Reads what the index says about the first matches of the table `ranked`; needs `termsTable`. */
export function selectFacts(kind: SearchKind, terms: SearchTerm[]): SQL {
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
  const required = writeAll(terms.filter(({ isOptional }) => !isOptional));
  // A stored tsvector is decompressed at each use; the result of a concatenation is not.
  return sql`
    select json_agg(json_build_array(r.id,
      ts_rank_cd('{0.2, 0.4, 0.7, 1}', w.words, ${required}::tsquery, 32),
      ts_rank('{0.2, 0.3, 0.6, 1}', w.words, ${writeAny(terms)}::tsquery, 32),
      (select json_build_array(${sql.join(found, sql`, `)}) from terms as q),
      ${isArticle ? sql`t.title, t.rating_count + t.legacy_rating_count, t.rating_sum + t.legacy_rating_sum` : sql`'', 0, 0`},
      ${kind === "comment" ? sql`(select c.reaction_count from comments as c where c.id = r.id)` : sql`0`}))
    from (select id from ranked order by rank_order desc, id desc limit ${maxShortlisted}::int) as r
    join ${from} on ${id} = r.id
    cross join lateral (select ${words} || ''::tsvector as words offset 0) as w
    ${isArticle ? sql`join articles as t on t.id = r.id` : sql``}`;
}
