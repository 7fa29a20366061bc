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
