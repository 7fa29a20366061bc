import { sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import type { Executor } from "#db/client.ts";
import { toTextArray } from "#db/text-array.ts";
import { maxRanked } from "#features/search/rules.ts";
import type { SearchTerm } from "./terms.ts";

/** The number of articles by stem, for a while. */
const known = new LRUCache<string, number>({ max: 20_000, ttl: 10 * 60_000 });
/** With several words, fewer articles have all of them. */
const commonShare = 2;

/**
 * Whether far more articles than are ranked are expected to match all terms, or one of them, by the vocabulary: the
 * newest are then read at once. A wrong guess costs time, it changes no result.
 */
export async function areCommon(db: Executor, terms: SearchTerm[], needed: "all" | "one"): Promise<boolean> {
  if (terms.length === 0) return false;
  const stems = [...new Set(terms.flatMap(listStems))];
  const unknown = stems.filter((stem) => !known.has(stem));
  if (unknown.length > 0) {
    const rows = await db.execute<{ stem: string; count: number }>(sql`
      select stem, sum(article_count)::int as count from search_terms where stem = any(${toTextArray(unknown)}) group by stem`);
    const counts = new Map(rows.map(({ stem, count }) => [stem, count]));
    for (const stem of unknown) known.set(stem, counts.get(stem) ?? 0);
  }
  const countOf = ({ alternatives }: SearchTerm) =>
    Math.max(0, ...alternatives.map(({ lexemes }) => Math.min(...lexemes.map(({ text }) => known.get(text) ?? 0))));
  const counts = terms.map(countOf);
  if (needed === "one") return Math.max(...counts) > maxRanked * commonShare;
  return Math.min(...counts) > maxRanked * commonShare * terms.length;
}

const listStems = ({ alternatives }: SearchTerm) =>
  alternatives.flatMap(({ lexemes }) => lexemes.map(({ text }) => text));

/** Occurrences of the words with a beginning, at most: PostgreSQL reads all of them, 4 million in a second. */
const maxOfBeginnings = 1_000_000;

/** Whether so many articles have words that begin like a term ("re*") that the index takes seconds to list them. */
export async function areBeginningsTooCommon(db: Executor, terms: SearchTerm[]): Promise<boolean> {
  const beginnings = terms.flatMap(({ alternatives }) =>
    alternatives.filter(({ isPrefix }) => isPrefix).flatMap(({ lexemes }) => lexemes.map(({ text }) => text)),
  );
  if (beginnings.length === 0) return false;
  // No letter is above the last code point.
  const ends = beginnings.map((text) => `${text}\u{10ffff}`);
  const [row] = await db.execute<{ count: number }>(sql`
    select coalesce(sum(found.count), 0)::float8 as count from unnest(${toTextArray(beginnings)}, ${toTextArray(ends)}) as b (text, after)
    cross join lateral (select sum(article_count) as count from search_terms where word ~>=~ b.text and word ~<~ b.after) as found`);
  return (row?.count ?? 0) > maxOfBeginnings;
}
