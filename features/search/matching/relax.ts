import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { SearchTerm, SearchTerms } from "./terms.ts";
import { writeMatch } from "./tsquery.ts";

/** More matches than this make no difference. */
const maxCompared = 200;

/**
 * Chooses which words to leave out of a query that nothing matches: those that nothing has, else the most common one
 * without which something matches.
 * @returns null if no single word is to blame: then what has some of the words is shown
 */
export async function chooseTerms(db: Executor, { required, excluded }: SearchTerms): Promise<SearchTerm[] | null> {
  const counts = await countMatches(
    db,
    required.map((term) => writeMatch([term], [])),
  );
  const kept = required.filter((_, n) => (counts[n] ?? 0) > 0);
  if (kept.length === 0) return [];
  const attempts = [
    ...(kept.length < required.length ? [kept] : []),
    ...kept
      .map((term) => ({ rest: kept.filter((one) => one !== term), common: counts[required.indexOf(term)] ?? 0 }))
      .sort((a, b) => b.common - a.common)
      .map(({ rest }) => rest),
  ].filter((terms) => terms.length > 0);
  const matching = await countMatches(
    db,
    attempts.map((terms) => writeMatch(terms, excluded)),
  );
  return attempts.find((_, n) => (matching[n] ?? 0) > 0) ?? null;
}

/** Counts the articles and comments that match each query, up to a few hundred. */
async function countMatches(db: Executor, queries: string[]): Promise<number[]> {
  if (queries.length === 0) return [];
  const rows = await db.execute<{ n: number; count: number }>(sql`
    select q.n::int as n,
      (select count(*)::int from (select from search_articles as s where s.words @@ q.query limit ${maxCompared}) as found)
      + (select count(*)::int from (select from search_comments as s where s.words @@ q.query limit ${maxCompared}) as found) as count
    from (
      select n, text::tsquery as query from jsonb_array_elements_text(${JSON.stringify(queries)}::text::jsonb) with ordinality as t (text, n)
    ) as q`);
  return queries.map((_, n) => rows.find((row) => row.n === n + 1)?.count ?? 0);
}
