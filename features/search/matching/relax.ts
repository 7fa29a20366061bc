import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { SearchTerm, SearchTerms } from "./terms.ts";
import { writeAtLeast, writeTerm } from "./tsquery.ts";

/** What is searched instead of all the words. */
export interface RelaxedQuery {
  words: string;
  /** Without phrases. */
  indexedWords: string;
  terms: SearchTerm[];
  /** Words that nothing has. */
  leftOut: SearchTerm[];
}

/** Enough results; more make no difference. */
const enough = 5;
/** With more words, only "all but one" and "any" are tried. */
const maxCombined = 6;

/**
 * Chooses what to search instead of a query that nothing matches: without the words that nothing has, then with all but
 * one of the words, all but two …, until there are a few results.
 * @param isSlightly tries all but one of the words only
 * @returns null if nothing has any of the words
 */
export async function relaxQuery(
  db: Executor,
  { required, excluded }: SearchTerms,
  isSlightly: boolean,
): Promise<RelaxedQuery | null> {
  const counts = await countMatches(
    db,
    required.map((term) => writeTerm(term, loosely)),
  );
  const terms = required.filter((_, n) => (counts[n] ?? 0) > 0);
  if (terms.length === 0) return null;
  // All of them were not found.
  const most = terms.length - (terms.length === required.length ? 1 : 0);
  const levels = Array.from({ length: most }, (_, n) => most - n).filter(
    (level) => level >= terms.length - 1 || (!isSlightly && (terms.length <= maxCombined || level === 1)),
  );
  const queries = levels.map((level) => writeAtLeast(terms, level, excluded, loosely));
  const found = await countMatches(db, queries);
  const enoughAt = found.findIndex((count) => count >= enough);
  const best = enoughAt < 0 ? levels.length - 1 : enoughAt;
  const words = writeAtLeast(terms, levels[best] ?? 1, excluded);
  return { words, indexedWords: queries[best] ?? "", terms, leftOut: required.filter((term) => !terms.includes(term)) };
}

/** Counting must not read texts. */
const loosely = { withoutPhrases: true };

/** Counts the articles and comments that match each query, up to a few. */
async function countMatches(db: Executor, queries: string[]): Promise<number[]> {
  const rows = await db.execute<{ n: number; count: number }>(sql`
    select q.n::int as n,
      (select count(*)::int from (select from search_articles as s where s.words @@ q.query limit ${enough}) as found)
      + (select count(*)::int from (select from search_comments as s where s.words @@ q.query limit ${enough}) as found) as count
    from (
      select n, text::tsquery as query from jsonb_array_elements_text(${JSON.stringify(queries)}::text::jsonb) with ordinality as t (text, n)
    ) as q`);
  return queries.map((_, n) => rows.find((row) => row.n === n + 1)?.count ?? 0);
}
