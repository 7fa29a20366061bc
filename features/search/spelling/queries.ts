import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { searchTerms } from "#db/schema.ts";
import { toTextArray } from "#db/text-array.ts";

/** A word of published articles, as a correction. */
export interface KnownWord {
  word: string;
  spelling: string;
  count: number;
}

/** What the vocabulary says of a typed word. */
export interface WordStatus {
  /** The number of articles with the word itself. */
  count: number;
  /** The search finds it: it is a word of articles, a form of one, or a stop word. */
  isKnown: boolean;
}

/** Looks words up (folded). */
export async function findWordStatus(db: Executor, words: readonly string[]): Promise<Map<string, WordStatus>> {
  const rows = await db.execute<{ word: string; count: number | null; known: boolean }>(sql`
    select typed.word, t.article_count as count, t.word is not null
      or ts_lexize('french_stem', typed.word) = '{}' or ts_lexize('english_stem', typed.word) = '{}'
      or exists(select from ${searchTerms} as s where s.stem = (ts_lexize('french_stem', typed.word))[1]) as known
    from unnest(${toTextArray(words)}) as typed(word) left join ${searchTerms} as t on t.word = typed.word`);
  return new Map(rows.map(({ word, count, known }) => [word, { count: count ?? 0, isKnown: known }]));
}

/** Those of the words (folded) that articles have. */
export async function listKnownWords(db: Executor, words: readonly string[]): Promise<KnownWord[]> {
  return await db.execute<KnownWord & Record<string, unknown>>(sql`
    select word, spelling, article_count as count from ${searchTerms} where word = any(${toTextArray(words)})`);
}

/** For each of the words, those of articles that share most trigrams with it. */
export async function listSimilarWords(db: Executor, words: readonly string[]): Promise<KnownWord[]> {
  return await db.execute<KnownWord & Record<string, unknown>>(sql`
    select distinct found.word, found.spelling, found.count from unnest(${toTextArray(words)}) as typed(word)
    cross join lateral (
      select t.word, t.spelling, t.article_count as count from ${searchTerms} as t
      where t.word % typed.word and length(t.word) between length(typed.word) - 3 and length(typed.word) + 3
      order by similarity(t.word, typed.word) desc, t.article_count desc, t.word limit 40) as found`);
}
