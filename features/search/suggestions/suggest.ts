import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { archiveParents } from "#features/taxonomy/rules.ts";
import { typeset } from "#lib/typography.ts";
import { foldWord } from "#lib/words/fold-word.ts";
import { runUnlessCostly } from "../request/time-limit.ts";
import { listContinuations } from "./continuations.ts";
import { markTyped } from "./mark-typed.ts";
import {
  type FoundTitle,
  listCompletions,
  listPublishedWords,
  listTitles,
  listWordCounts,
  maxRareArticles,
  refreshNames,
  type SuggestedName,
  type TitleSearch,
  type VocabularyWord,
} from "./queries.ts";
import { maxSuggestions, type Suggestion, type SuggestionKind, type Suggestions, searchPath } from "./rules.ts";
import { listTextWords } from "./text-words.ts";
import type { TypedText } from "./typed-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Suggestions are worth no more of the database's time (ms). */
const statementTimeoutMs = 1_000;
/** With fewer letters the frequent words in memory must do. */
const minReadPrefix = 3;
/** Names and words that are examined with a short beginning. */
const maxExamined = 3_000;

/**
 * Suggests titles, terms and people for typed text; null if reading them takes too long. Six statements at most, each
 * bounded.
 */
export async function suggest(db: Executor, vocabulary: Vocabulary, typed: TypedText): Promise<Suggestions | null> {
  return await db.transaction(async (tx) => {
    // No plan for these words may read a whole table.
    await tx.execute(
      sql`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true), set_config('enable_seqscan', 'off', true)`,
    );
    return await runUnlessCostly(tx, (inner) => readSuggestions(inner, vocabulary, typed));
  });
}

async function readSuggestions(tx: Executor, vocabulary: Vocabulary, typed: TypedText): Promise<Suggestions> {
  if (typed.suggests === "people") return await readPeople(tx, vocabulary, typed);
  const isEverything = typed.suggests === "everything";
  const names = isEverything ? matchNames(vocabulary, typed) : [];
  const known = vocabulary.words.find(typed.prefix).sort(byCount);
  const isShort = typed.prefix.length < minReadPrefix || sumCounts(known) > maxRareArticles;
  const [completions, current, counts] = await Promise.all([
    isShort ? known : listCompletions(tx, typed.prefix),
    refreshNames(tx, names),
    listWordCounts(tx, typed.whole.length > 0 ? [...typed.whole, typed.prefix] : []),
  ]);
  const titles = await listTitles(tx, planTitleSearch(typed, counts, completions));
  const make = suggestionsFor(typed);
  const articles = rankTitles(titles, typed).map(({ slug, title }) =>
    make("article", typeset(title), `/articles/${slug}`),
  );
  if (!isEverything) return { articles, terms: [], people: [] };
  const texts =
    typed.whole.length === 0
      ? listSpellings(leaveOutNames(await leaveOutWithdrawn(tx, completions), current))
      : listContinuations(
          titles.map(({ title }) => title),
          typed,
        );
  const named = current.map(({ kind, name, slug }) => make(kind, name, `${archiveParents[kind]}/${slug}`));
  const taxonomy = named.filter(({ kind }) => kind === "category" || kind === "tag").slice(0, 3);
  const shown = new Set([...taxonomy.map(({ text }) => foldWord(text)), foldWord(typed.text)]);
  const words = texts
    .map((text) => typed.text.slice(0, typed.prefixAt) + text)
    .filter((text) => !shown.has(foldWord(text)))
    .map((text) => make("word", text, searchPath(text)));
  return {
    articles,
    terms: [...taxonomy, ...words].slice(0, maxSuggestions.terms),
    people: named.filter(({ kind }) => kind === "author" || kind === "source").slice(0, maxSuggestions.people),
  };
}

const suggestionsFor =
  (typed: TypedText) =>
  (kind: SuggestionKind, text: string, path: string): Suggestion => ({
    kind,
    text,
    path,
    marks: markTyped(text, typed),
  });

/** The authors for a name that is typed after `par:`, as searches for their articles. */
async function readPeople(tx: Executor, vocabulary: Vocabulary, typed: TypedText): Promise<Suggestions> {
  const make = suggestionsFor(typed);
  const authors = await refreshNames(
    tx,
    matchNames(vocabulary, typed, (kind) => kind === "author"),
  );
  const people = authors.map(({ name }) => {
    const text = `${typed.text.slice(0, typed.prefixAt)}"${name.replace(/["“”„«»＂]/g, "")}"`;
    return make("author", text, searchPath(text));
  });
  return { articles: [], terms: [], people };
}

/** Leaves out the words that name an author who is suggested: readers who type a first name look for the person. */
function leaveOutNames(words: readonly VocabularyWord[], names: readonly SuggestedName[]): VocabularyWord[] {
  const authors = names.filter(({ kind }) => kind === "author");
  const parts = new Set(authors.flatMap(({ name }) => listTextWords(name).map(({ folded }) => folded)));
  return words.filter(({ word }) => !parts.has(word));
}

/** Words of so few articles may be those of withdrawn ones. */
const maxDoubtful = 5;
/** More than are shown, so that others take the place of those that are left out. */
const maxChecked = 30;

async function leaveOutWithdrawn(tx: Executor, completions: readonly VocabularyWord[]): Promise<VocabularyWord[]> {
  const words = completions.slice(0, maxChecked);
  const isDoubtful = ({ count }: VocabularyWord) => count <= maxDoubtful;
  if (!words.some(isDoubtful)) return words;
  const published = await listPublishedWords(tx, words.filter(isDoubtful));
  return words.filter((one) => !isDoubtful(one) || published.has(one.word));
}

const byCount = (one: VocabularyWord, other: VocabularyWord) =>
  other.count - one.count || (one.word < other.word ? -1 : 1);

const sumCounts = (words: readonly VocabularyWord[]) => words.reduce((sum, { count }) => sum + count, 0);

/**
 * Decides by which words the index is read. Rare words have few articles, which are all compared; frequent ones are found
 * among the newest. A stop word after other words ("colis en") may be complete: then all titles with the other words are found.
 * @param known the number of articles with each typed word that is no stop word
 */
function planTitleSearch(
  { whole, prefix }: TypedText,
  known: ReadonlyMap<string, number>,
  completions: readonly VocabularyWord[],
): TitleSearch {
  const counts = new Map([...known].filter(([word]) => whole.includes(word)));
  const rarest = Math.min(...counts.values());
  if (counts.size > 0 && !known.has(prefix)) {
    const search = { whole: [...counts.keys()], prefix: null, stems: [] };
    return rarest <= maxRareArticles ? { ...search, by: "whole" } : search;
  }
  const stems = [...new Set(completions.slice(0, 50).flatMap(({ stem, english }) => [stem, english]))].filter(
    (stem) => stem !== "",
  );
  const search = { whole: [...counts.keys()], prefix, stems };
  const ofPrefix = sumCounts(completions);
  if (rarest <= maxRareArticles && rarest <= ofPrefix) return { ...search, by: "whole" };
  if (ofPrefix <= maxRareArticles && stems.length > 0) return { ...search, by: "stems" };
  return search;
}

/** Categories, tags, authors and sources whose names have the typed words, best first: a few of each kind. */
function matchNames(
  { names }: Vocabulary,
  { whole, prefix }: TypedText,
  isWanted: (kind: SuggestionKind) => boolean = () => true,
): SuggestedName[] {
  const typed = [...whole, prefix].join(" ");
  const ranked = [...new Set(names.find(prefix, maxExamined))]
    .filter(({ kind }) => isWanted(kind))
    .map((name) => ({ name, words: listTextWords(name.name).map(({ folded }) => folded) }))
    .filter(({ words }) => whole.every((word) => words.includes(word)))
    .sort(
      (one, other) =>
        Number(other.words.join(" ").startsWith(typed)) - Number(one.words.join(" ").startsWith(typed)) ||
        one.name.name.length - other.name.name.length ||
        one.name.id - other.name.id,
    )
    .map(({ name }) => name);
  return [
    ...ranked.filter(({ kind }) => kind === "category").slice(0, 2),
    ...ranked.filter(({ kind }) => kind === "tag").slice(0, 3),
    ...ranked.filter(({ kind }) => kind === "author" || kind === "source").slice(0, maxSuggestions.people),
  ];
}

/** One spelling of each stem, the most frequent. */
function listSpellings(words: readonly VocabularyWord[]): string[] {
  const byStem = new Map<string, string>();
  for (const { word, stem, spelling } of words) {
    if (byStem.size > maxSuggestions.terms) break;
    const key = stem || word;
    if (!byStem.has(key)) byStem.set(key, spelling);
  }
  return [...byStem.values()];
}

/**
 * Titles that begin as typed come first, then those that have the typed words together, then those with a word that
 * begins like the last one (after a stop word, other titles are found too); the newest of each.
 */
function rankTitles(titles: readonly FoundTitle[], { whole, prefix }: TypedText): FoundTitle[] {
  const typed = [...whole, prefix].join(" ");
  const score = ({ title }: FoundTitle) => {
    const words = ` ${listTextWords(title)
      .map(({ folded }) => folded)
      .join(" ")}`;
    if (words.startsWith(` ${typed}`)) return 3;
    if (words.includes(` ${typed}`)) return 2;
    return words.includes(` ${prefix}`) ? 1 : 0;
  };
  return titles
    .map((title, order) => ({ title, order, score: score(title) }))
    .sort((one, other) => other.score - one.score || one.order - other.order)
    .slice(0, maxSuggestions.articles)
    .map(({ title }) => title);
}
