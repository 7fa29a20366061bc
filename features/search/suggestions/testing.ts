import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { foldWord } from "#lib/words/fold-word.ts";

/** Adds words to the vocabulary, as the worker does: the number of articles by spelling. */
export async function addWords(db: Database, words: Record<string, number>): Promise<void> {
  const rows = Object.entries(words).map(([spelling, count]) => ({ word: foldWord(spelling), spelling, count }));
  await db.execute(sql`
    insert into search_terms (word, spelling, stem, article_count)
    select word, spelling, coalesce((ts_lexize('french_stem', word))[1], word), count
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as words(word text, spelling text, count int)`);
}
