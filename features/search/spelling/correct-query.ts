import type { Executor } from "#db/client.ts";
import { chooseCorrection, minCorrectedLength, type SpellingCorrection } from "./choose-correction.ts";
import { findWordStatus, type KnownWord, listKnownWords, listSimilarWords, type WordStatus } from "./queries.ts";
import { listQueryWords, type QueryWord } from "./query-words.ts";
import { listParts, splitWord } from "./split-word.ts";
import { listVariants } from "./variants.ts";

/** Further unknown words are left as typed. */
const maxCorrected = 6;
/** `search_terms` has no longer words. */
const maxWordLength = 40;
/** Words for which similar ones are read, which takes longest. */
const maxSimilar = 3;
/** A correction at this cost or less is not compared with more distant ones. */
const goodCost = 0.8;
/** Two known words are joined if their joined form has this many times as many articles as the rarer one. */
const joinFactor = 20;

/** A stretch of the query and what replaces it. */
interface Replacement {
  from: number;
  to: number;
  text: string;
}

/**
 * Corrects the misspellings in a query. Only words that no article has are replaced, and what is in
 * quotes, excluded, a filter or an operator stays. At most three statements.
 * @returns the corrected query, or null if nothing is better than what was typed
 */
export async function correctQuery(db: Executor, text: string): Promise<string | null> {
  const words = listQueryWords(text).filter(({ folded }) => folded.length <= maxWordLength);
  if (words.length === 0) return null;
  const status = await findWordStatus(db, [...new Set(words.map(({ folded }) => folded))]);
  const pairs = listPairs(words, status);
  const unknown = [...new Set(words.map(({ folded }) => folded))]
    .filter((word) => word.length >= minCorrectedLength && !status.get(word)?.isKnown)
    .slice(0, maxCorrected);
  if (unknown.length === 0 && pairs.length === 0) return null;
  const variants = new Map(unknown.map((word) => [word, listVariants(word)]));
  const wanted = new Set([...pairs.map(({ joined }) => joined), ...unknown.flatMap(listParts)]);
  for (const list of variants.values()) for (const variant of list) wanted.add(variant);
  const known = new Map((await listKnownWords(db, [...wanted])).map((word) => [word.word, word]));
  const joins = pairs.flatMap((pair) => joinPair(pair, known, status));
  const isJoined = (word: QueryWord) => joins.some(({ from, to }) => word.at >= from && word.at < to);
  const open = unknown.filter((word) => words.some((one) => one.folded === word && !isJoined(one)));
  const corrections = await correctWords(db, open, variants, known);
  const replacements = [
    ...joins,
    ...words
      .filter((word) => !isJoined(word))
      .flatMap((word) => {
        const correction = corrections.get(word.folded);
        if (!correction) return [];
        return [{ from: word.at, to: word.at + word.text.length, text: likeTyped(correction.spelling, word.text) }];
      }),
  ];
  const corrected = replaceAll(text, replacements);
  return corrected === text ? null : corrected;
}

async function correctWords(
  db: Executor,
  words: readonly string[],
  variants: ReadonlyMap<string, Set<string>>,
  known: ReadonlyMap<string, KnownWord>,
): Promise<Map<string, SpellingCorrection>> {
  const found = new Map<string, SpellingCorrection>();
  const improve = (word: string, correction: SpellingCorrection | undefined) => {
    const last = found.get(word);
    if (correction && (!last || correction.cost < last.cost)) found.set(word, correction);
  };
  for (const word of words) {
    const near = [...(variants.get(word) ?? [])].flatMap((variant) => known.get(variant) ?? []);
    improve(word, chooseCorrection(word, near));
    improve(word, splitWord(word, known));
  }
  const distant = words
    .filter((word) => word.length > minCorrectedLength + 1 && (found.get(word)?.cost ?? 9) > goodCost)
    .slice(0, maxSimilar);
  if (distant.length > 0) {
    const similar = await listSimilarWords(db, distant);
    for (const word of distant) improve(word, chooseCorrection(word, similar));
  }
  return found;
}

interface Pair {
  first: QueryWord;
  second: QueryWord;
  joined: string;
}

/** Neighbouring words that may be one: "anti virus". */
function listPairs(words: readonly QueryWord[], status: ReadonlyMap<string, WordStatus>): Pair[] {
  return words.flatMap((second, n) => {
    const first = words[n - 1];
    if (!first || !second.isNextToLast || first.folded.length + second.folded.length < minCorrectedLength + 1)
      return [];
    const areStopWords = [first, second].every(({ folded }) => {
      const one = status.get(folded);
      return one?.isKnown && one.count === 0;
    });
    const joined = first.folded + second.folded;
    return areStopWords || joined.length > maxWordLength ? [] : [{ first, second, joined }];
  });
}

function joinPair(
  { first, second, joined }: Pair,
  known: ReadonlyMap<string, KnownWord>,
  status: ReadonlyMap<string, WordStatus>,
): Replacement[] {
  const whole = known.get(joined);
  if (!whole) return [];
  const parts = [status.get(first.folded), status.get(second.folded)];
  const rarest = Math.min(...parts.map((part) => part?.count ?? 0));
  const isUnknown = parts.some((part) => !part?.isKnown);
  if (!isUnknown && (rarest === 0 || rarest * joinFactor > whole.count)) return [];
  return [{ from: first.at, to: second.at + second.text.length, text: likeTyped(whole.spelling, first.text) }];
}

/** In capitals, or with a capital, as the typed word. */
function likeTyped(spelling: string, typed: string): string {
  const upper = typed.toUpperCase();
  if (typed.length > 1 && typed === upper && typed !== typed.toLowerCase()) return spelling.toUpperCase();
  const isCapitalised = typed.charAt(0) === upper.charAt(0) && typed.charAt(0) !== typed.charAt(0).toLowerCase();
  return isCapitalised ? spelling.charAt(0).toUpperCase() + spelling.slice(1) : spelling;
}

/** Replaces stretches; of two that overlap, the first. */
function replaceAll(text: string, replacements: readonly Replacement[]): string {
  let written = "";
  let at = 0;
  for (const { from, to, text: replacement } of replacements.toSorted((one, other) => one.from - other.from)) {
    if (from < at) continue;
    written += text.slice(at, from) + replacement;
    at = to;
  }
  return written + text.slice(at);
}
