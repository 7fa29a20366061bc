import { type SQL, sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import type { Executor } from "#db/client.ts";
import type { TermLexeme } from "./terms.ts";

/** The lexemes of recent texts, in some 8 MB: dictionaries never change while the site runs. A phrase may have a hundred. */
const known = new LRUCache<string, TermLexeme[][]>({
  maxSize: 8_000_000,
  sizeCalculation: (expressions, text) => 200 + 2 * text.length + 100 * expressions.flat().length,
});

type LexemeRow = [lexeme: string, position: number][] | null;

/**
 * Reads the lexemes of texts as the search index has them, in French and, where they differ, in English, in one
 * statement, or none if all are known. French stop words have none.
 */
export async function readLexemes(db: Executor, texts: string[]): Promise<(text: string) => TermLexeme[][]> {
  const unknown = [...new Set(texts)].filter((text) => !known.has(text));
  // Others may push them out of the memory.
  const read = new Map<string, TermLexeme[][]>();
  if (unknown.length > 0) {
    const rows = await db.execute<{ text: string; french: LexemeRow; english: LexemeRow }>(sql`
      select t.text, ${listLexemes(sql`'public.fr'::regconfig`)} as french, ${listLexemes(sql`'public.en'::regconfig`)} as english
      from jsonb_array_elements_text(${JSON.stringify(unknown)}::text::jsonb) as t (text)`);
    for (const { text, french, english } of rows) {
      read.set(text, toExpressions(french, english));
      known.set(text, read.get(text) ?? []);
    }
  }
  return (text) => read.get(text) ?? known.get(text) ?? [];
}

const listLexemes = (language: SQL) => sql`(
  select jsonb_agg(jsonb_build_array(v.lexeme, p.position) order by p.position, v.lexeme)
  from unnest(to_tsvector(${language}, search_text(t.text))) as v cross join lateral unnest(v.positions) as p (position))`;

/** "mon" is an English word, but a query of French words must not need it. */
function toExpressions(french: LexemeRow, english: LexemeRow): TermLexeme[][] {
  if (!french) return [];
  const expressions = [french, ...(english && JSON.stringify(english) !== JSON.stringify(french) ? [english] : [])];
  return expressions.map((lexemes) =>
    lexemes.map(([text, position]) => ({ text, offset: position - (lexemes[0]?.[1] ?? 0) })),
  );
}
