import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { TermLexeme } from "./terms.ts";

/** The lexemes of recent texts: dictionaries never change while the site runs. */
const known = new Map<string, TermLexeme[][]>();
const maxKnown = 20_000;

/**
 * Reads the lexemes of texts as the search index has them, in one statement, or none if all are known. Texts of stop
 * words only have none.
 */
export async function readLexemes(db: Executor, texts: string[]): Promise<(text: string) => TermLexeme[][]> {
  const unknown = [...new Set(texts)].filter((text) => !known.has(text));
  if (unknown.length > 0) {
    const rows = await db.execute<{ text: string; french: [string, number][] | null }>(sql`
      select t.text, (
        select jsonb_agg(jsonb_build_array(v.lexeme, v.positions[1]) order by v.positions[1], v.lexeme)
        from unnest(to_tsvector('public.fr'::regconfig, t.text)) as v
      ) as french
      from jsonb_array_elements_text(${JSON.stringify(unknown)}::text::jsonb) as t (text)`);
    if (known.size + unknown.length > maxKnown) known.clear();
    for (const { text, french } of rows) {
      const first = french?.[0]?.[1] ?? 0;
      known.set(text, french ? [french.map(([lexeme, at]) => ({ text: lexeme, offset: at - first }))] : []);
    }
  }
  return (text) => known.get(text) ?? [];
}
