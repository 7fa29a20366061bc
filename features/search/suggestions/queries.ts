import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import {
  articleAuthors,
  articleCategories,
  articles,
  articleTags,
  authors,
  categories,
  searchArticles,
  searchTerms,
  sources,
  tags,
} from "#db/schema.ts";
import { toTextArray } from "#db/text-array.ts";
import { quoteLexeme } from "../matching/tsquery.ts";
import type { SuggestionKind } from "./rules.ts";

/** A word of published articles. */
export interface VocabularyWord {
  word: string;
  spelling: string;
  /** As French texts have it in the index. */
  stem: string;
  /** As English texts have it. */
  english: string;
  count: number;
}

const englishStem = sql`coalesce((ts_lexize('english_stem', word))[1], word)`;

/** A category, tag, author or source. */
export interface SuggestedName {
  kind: Exclude<SuggestionKind, "article" | "word">;
  id: number;
  name: string;
  slug: string;
}

/** Words kept in memory: short beginnings have too many others to read them at each letter. */
const maxFrequentWords = 10_000;
/** Of each kind of names kept in memory. */
const maxNames = 20_000;
/** Words read with one beginning. */
const maxCompletions = 2_000;
/** A word with more articles than this is frequent. Rare ones are read from all over the table, ten times slower. */
export const maxRareArticles = 1_000;
/** Newest articles whose titles are compared with frequent words. */
const maxComparedTitles = 3_000;
/** Those compared with words that the vocabulary does not have: they can only be in articles that are not counted yet. */
const maxUncountedTitles = 500;
/** Titles that are ranked, and of which the continuations of typed words are read. */
const maxTitles = 100;

/** The most frequent words of published articles. Reads the whole table: not for each request. */
export async function listFrequentWords(db: Executor): Promise<VocabularyWord[]> {
  return await db.execute<VocabularyWord & Record<string, unknown>>(sql`
    select word, spelling, stem, ${englishStem} as english, article_count as count from ${searchTerms}
    where length(word) > 2 and word !~ '^[0-9]+$'
    order by article_count desc, word limit ${maxFrequentWords}`);
}

/** Categories, tags, authors and sources that have a published article. Reads whole tables: not for each request. */
export async function listNames(db: Executor): Promise<SuggestedName[]> {
  return await db.execute<SuggestedName & Record<string, unknown>>(sql`
    (select 'category' as kind, id, name, slug from ${categories} as s where ${hasListed("category")} order by id desc limit ${maxNames})
    union all (select 'tag', id, name, slug from ${tags} as s where ${hasListed("tag")} order by id desc limit ${maxNames})
    union all (select 'author', id, name, handle from ${authors} as s where ${hasListed("author")} order by id desc limit ${maxNames})
    union all (select 'source', id, name, slug from ${sources} as s where ${hasListed("source")} order by id desc limit ${maxNames})`);
}

/** Which of these are still there and have a published article, with their present names. */
export async function refreshNames(db: Executor, names: readonly SuggestedName[]): Promise<SuggestedName[]> {
  if (names.length === 0) return [];
  const among = (kind: SuggestedName["kind"]) =>
    sql`s.id = any(${toIdArray(names.filter((name) => name.kind === kind).map(({ id }) => id))}) and ${hasListed(kind)}`;
  const rows = await db.execute<SuggestedName & Record<string, unknown>>(sql`
    select 'category' as kind, id, name, slug from ${categories} as s where ${among("category")}
    union all select 'tag', id, name, slug from ${tags} as s where ${among("tag")}
    union all select 'author', id, name, handle from ${authors} as s where ${among("author")}
    union all select 'source', id, name, slug from ${sources} as s where ${among("source")}`);
  const found = new Map(rows.map((row) => [`${row.kind}:${Number(row.id)}`, row]));
  return names.flatMap(({ kind, id }) => found.get(`${kind}:${Number(id)}`) ?? []);
}

/** Whether `s` has a published article. */
function hasListed(kind: SuggestedName["kind"]) {
  switch (kind) {
    case "category":
      return sql`exists(select from ${articleCategories} as j where j.category_id = s.id and j.listed_at is not null)`;
    case "tag":
      return sql`exists(select from ${articleTags} as j where j.tag_id = s.id and j.listed_at is not null)`;
    case "author":
      return sql`exists(select from ${articleAuthors} as j where j.author_id = s.id and j.listed_at is not null)`;
    case "source":
      return sql`exists(select from ${articles} as a where a.source_id = s.id and a.status = 'published')`;
  }
}

/** The words that begin with `prefix` (folded), the most frequent first. */
export async function listCompletions(db: Executor, prefix: string): Promise<VocabularyWord[]> {
  // `like` with a parameter would not use the index in a prepared statement. No letter is above the last code point.
  const after = `${prefix}\u{10ffff}`;
  return await db.execute<VocabularyWord & Record<string, unknown>>(sql`
    select word, spelling, stem, ${englishStem} as english, count from (
      select word, spelling, stem, article_count as count from ${searchTerms}
      where word ~>=~ ${prefix} and word ~<~ ${after} limit ${maxCompletions}) as found
    order by count desc, word limit 50`);
}

/** Those of the words that a published article has: the vocabulary counts the words of withdrawn ones until the next day. */
export async function listPublishedWords(db: Executor, words: readonly VocabularyWord[]): Promise<Set<string>> {
  const queries = words.map(({ word, stem, english }) =>
    [...new Set([word, stem, english])]
      .filter((lexeme) => lexeme !== "")
      .map(quoteLexeme)
      .join(" | "),
  );
  const rows = await db.execute<{ word: string }>(sql`
    select w.word from unnest(${toTextArray(words.map(({ word }) => word))}, ${toTextArray(queries)}) as w (word, query)
    where exists (select from ${searchArticles} as s where s.words @@ w.query::tsquery)`);
  return new Set(rows.map(({ word }) => word));
}

/** The number of articles with each of these words (folded); stop words, which the search ignores, are left out. */
export async function listWordCounts(db: Executor, words: readonly string[]): Promise<Map<string, number>> {
  if (words.length === 0) return new Map();
  const rows = await db.execute<{ word: string; count: number }>(sql`
    select typed.word, coalesce(t.article_count, 0) as count
    from unnest(${toTextArray([...new Set(words)])}) as typed(word) left join ${searchTerms} as t on t.word = typed.word
    where ts_lexize('french_stem', typed.word) <> '{}' and ts_lexize('english_stem', typed.word) <> '{}'`);
  return new Map(rows.map(({ word, count }) => [word, count]));
}

/**
 * Which titles to look for: all `whole` words (no stop words), and a word that begins with `prefix` (null: any) or has one
 * of `stems`.
 */
export interface TitleSearch {
  whole: string[];
  prefix: string | null;
  stems: string[];
  /** The rare words by which the index is read; absent: the newest articles are compared. */
  by?: "whole" | "stems";
}

export interface FoundTitle {
  slug: string;
  title: string;
}

/** The newest published articles with these words in their titles, newest first. Bounded for any words. */
export async function listTitles(db: Executor, { whole, prefix, stems, by }: TitleSearch): Promise<FoundTitle[]> {
  const wholeQuery =
    whole.length > 0 ? sql`(${sql.join(whole.map(stemsOf), sql` && `)})` : sql`plainto_tsquery('simple', '')`;
  const stemsQuery = sql`${stems.map(quoteLexeme).join(" | ")}::tsquery`;
  const query = prefix === null ? wholeQuery : sql`(${wholeQuery} && ${matchBeginning(prefix, stems)})`;
  const compared = by
    ? sql`select article_id, listed_at, head from ${searchArticles} where words @@ ${by === "whole" ? wholeQuery : stemsQuery} limit ${maxRareArticles}`
    : sql`select article_id, listed_at, head from ${searchArticles} order by listed_at desc nulls last, article_id desc nulls last limit ${prefix === null || stems.length > 0 ? maxComparedTitles : maxUncountedTitles}`;
  return await db.execute<FoundTitle & Record<string, unknown>>(sql`
    select a.slug, a.title from (
      select article_id, listed_at from (${compared}) as compared
      where head @@ ${query} and ts_filter(head, '{a}') @@ ${query}
      order by listed_at desc nulls last, article_id desc nulls last limit ${maxTitles}) as found
    join ${articles} as a on a.id = found.article_id and a.status = 'published'
    order by found.listed_at desc, found.article_id desc`);
}

function matchBeginning(prefix: string, stems: readonly string[]) {
  // Few operands: each is looked for in every compared title.
  const others = stems.filter((stem) => !stem.startsWith(prefix));
  const beginnings = [`${quoteLexeme(prefix)}:*`, ...others.map(quoteLexeme)].join(" | ");
  // A complete word that the vocabulary does not have yet is found by its own stem.
  return sql`(${beginnings}::tsquery || ${stemsOf(prefix)})`;
}

/** A word as French texts and as English ones have it in the index. */
const stemsOf = (word: string) =>
  sql`(plainto_tsquery('public.fr'::regconfig, ${word}) || plainto_tsquery('pg_catalog.english'::regconfig, ${word}))`;
