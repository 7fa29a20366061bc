import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toTextArray } from "#db/text-array.ts";
import { splitWords } from "#features/search/query-language/parse-query.ts";
import { foldWord } from "#lib/words/fold-word.ts";
import { joinTerms, type SearchTerm, type SearchTerms } from "./terms.ts";

/** Words of a name, at most. */
const maxNameLength = 4;
/** Shorter parts of a source's name ("le", "des") do not stand for it. */
const minPartLength = 4;
/** Shorter parts of an author's name do not stand for it. */
const minGivenLength = 3;
/** Names that are read for a query. */
const maxNames = 100;

interface Span {
  from: number;
  length: number;
  slugs: string[];
}

/**
 * Finds the words of a query that name a category, a tag, an author (by a part of the name too) or a source: articles
 * filed under the name match, or are left out, whatever their text. One statement.
 */
export async function nameTerms<T extends Pick<SearchTerms, "required" | "excluded">>(
  db: Executor,
  terms: T,
): Promise<T> {
  const spans = listSpans(terms.required);
  const alone = terms.excluded.map((term) => listSpans([term]));
  const names = await readNames(db, [...new Set([...spans, ...alone.flat()].flatMap(({ slugs }) => slugs))]);
  if (names.length === 0) return terms;
  return {
    ...terms,
    required: nameSpans(terms.required, spans, names),
    excluded: terms.excluded.flatMap((term, n) => nameSpans([term], alone[n] ?? [], names)),
  };
}

function nameSpans(terms: SearchTerm[], spans: Span[], names: FoundName[]): SearchTerm[] {
  const named: SearchTerm[] = [];
  for (let at = 0; at < terms.length; ) {
    const options = spans.filter(({ from }) => from === at).sort((a, b) => b.length - a.length);
    const found = options
      .map((span) => ({ span, facets: names.filter((name) => isNamed(name, span)).map(({ facet }) => facet) }))
      .find(({ facets }) => facets.length > 0);
    const length = found?.span.length ?? 1;
    named.push({ ...joinTerms(terms.slice(at, at + length)), facets: found?.facets ?? [] });
    at += length;
  }
  return named;
}

function listSpans(terms: SearchTerm[]): Span[] {
  return terms.flatMap((term, from) =>
    Array.from({ length: Math.min(maxNameLength, terms.length - from) }, (_, n) => {
      const part = terms.slice(from, from + n + 1);
      const spellings = n === 0 ? term.spellings : [part.map(({ text }) => text).join(" ")];
      return {
        from,
        length: n + 1,
        slugs: spellings.map((text) => splitWords(foldWord(text)).join("-")).filter((slug) => slug !== ""),
      };
    }),
  );
}

interface FoundName {
  facet: string;
  slug: string;
}

function isNamed({ facet, slug }: FoundName, { slugs }: Span): boolean {
  if (slugs.includes(slug)) return true;
  const parts = slug.split("-");
  if (facet.startsWith("a:")) return parts.some((part) => part.length >= minGivenLength && slugs.includes(part));
  if (!facet.startsWith("s:")) return false;
  const long = parts.filter((part) => part.length >= minPartLength);
  // "le-guetteur-des-territoires": "guetteur", and "guetteur territoires", which is what remains without stop words.
  return slugs.some(
    (one) => one.split("-").every((part) => long.includes(part)) && 2 * one.split("-").length >= long.length,
  );
}

async function readNames(db: Executor, slugs: string[]): Promise<FoundName[]> {
  if (slugs.length === 0) return [];
  const list = toTextArray(slugs);
  const parts = toTextArray(
    [...new Set(slugs.flatMap((slug) => slug.split("-")))].filter((part) => part.length >= minPartLength),
  );
  return db.execute<FoundName & Record<string, unknown>>(sql`
    select 'c:' || id as facet, slug from categories where slug = any(${list})
    union all select 't:' || id, slug from tags where slug = any(${list})
    union all (select 'a:' || id, handle from authors where handle = any(${list}) or string_to_array(handle, '-') && ${list} limit ${maxNames})
    union all (select 's:' || id, slug from sources where slug = any(${list}) or string_to_array(slug, '-') && ${parts} limit ${maxNames})`);
}
