import type { SearchTerm, TermAlternative } from "#features/search/matching/terms.ts";
import { foldWord } from "#lib/words/fold-word.ts";

/** A word of a text. */
export interface PassageWord {
  text: string;
  start: number;
  end: number;
}

/** A range of a text that a term matches. */
export interface TermMatch {
  start: number;
  end: number;
  term: number;
}

/** Longer words are no words. */
const maxTokenLength = 60;
/** Words as the index has them: "e-mail" and "wi-fi" are one word. */
const wordPattern = /(?:(?:e|wi)-(?=\p{L}))?[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/giu;
/** Letters that a word has in common with its stem. */
const stemStart = 3;

/** Lists the words of a text, in order. */
export function listTokens(text: string): PassageWord[] {
  return [...text.matchAll(wordPattern)].map(({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
}

/** The words of a text that may match, in lower case, and the terms that they may match. */
export interface PassageCandidates {
  words: Set<string>;
  terms: Set<SearchTerm>;
}

/** Finds the words of a text that begin like a lexeme of one of the terms. Their own lexemes decide. */
export function findCandidates(text: string, terms: SearchTerm[]): PassageCandidates {
  const termsByStart = new Map<string, Set<SearchTerm>>();
  for (const term of terms)
    for (const lexeme of listLexemes(term)) {
      const start = lexeme.slice(0, stemStart);
      termsByStart.set(start, (termsByStart.get(start) ?? new Set()).add(term));
    }
  const letters = listFirstLetters(terms);
  const found: PassageCandidates = { words: new Set(), terms: new Set() };
  for (const [word] of text.matchAll(wordPattern)) {
    if (word.length > maxTokenLength || !mayMatch(word, letters)) continue;
    const folded = foldWord(word).replace("-", "");
    for (let length = 1; length <= stemStart; length += 1)
      for (const term of termsByStart.get(folded.slice(0, length)) ?? []) {
        found.words.add(word.toLowerCase());
        found.terms.add(term);
      }
  }
  return found;
}

function listLexemes({ alternatives }: SearchTerm): string[] {
  return alternatives.flatMap(({ lexemes }) => lexemes.map(({ text }) => text));
}

const listFirstLetters = (terms: SearchTerm[]) => new Set(terms.flatMap(listLexemes).map((lexeme) => lexeme[0] ?? ""));

/** Most words of a text begin with another letter than all lexemes: they are not looked at. */
function mayMatch(word: string, letters: Set<string>): boolean {
  const first = word[0] ?? "";
  return first > "\u007f" || letters.has(first.toLowerCase());
}

/** Finds the ranges of a text that match one of the terms. */
export function findMatches(
  text: string,
  terms: SearchTerm[],
  lexemesOf: (text: string) => { text: string }[][],
): TermMatch[] {
  const words = listTokens(text);
  const letters = listFirstLetters(terms);
  const known = new Map<string, StemmedWord>();
  const has = (word: PassageWord | undefined, lexeme: string, isPrefix: boolean) => {
    if (!word || word.text.length > maxTokenLength) return false;
    const { folded, stems } = known.get(word.text) ?? stemWord(word.text, lexemesOf);
    known.set(word.text, { folded, stems });
    return isPrefix ? folded.startsWith(lexeme) : stems.has(lexeme) || folded === lexeme;
  };
  const found: TermMatch[] = [];
  for (const [at, word] of words.entries()) {
    if (!mayMatch(word.text, letters)) continue;
    for (const [term, { alternatives }] of terms.entries())
      for (const one of alternatives) {
        const last = findLast(words, at, one, has);
        if (last) found.push({ start: word.start, end: last.end, term });
      }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

interface StemmedWord {
  folded: string;
  stems: Set<string>;
}

function stemWord(text: string, lexemesOf: (text: string) => { text: string }[][]): StemmedWord {
  const lower = text.toLowerCase();
  return {
    folded: foldWord(lower).replace("-", ""),
    stems: new Set(
      lexemesOf(lower)
        .flat()
        .map((stem) => stem.text),
    ),
  };
}

type HasLexeme = (word: PassageWord | undefined, lexeme: string, isPrefix: boolean) => boolean;

/** The last word of what matches at a word; undefined if it does not match. */
function findLast(
  words: PassageWord[],
  at: number,
  { lexemes, isPhrase, isPrefix }: TermAlternative,
  has: HasLexeme,
): PassageWord | undefined {
  const word = words[at];
  if (isPhrase) return findPhraseEnd(words, at, lexemes, has);
  const isThere = lexemes.some(({ text }) => (lexemes.length === 1 || text.length > 1) && has(word, text, isPrefix));
  return isThere ? word : undefined;
}

/** Words between two words of a phrase may be stop words: the distances are the same in the text. */
function findPhraseEnd(
  words: PassageWord[],
  at: number,
  lexemes: { text: string; offset: number }[],
  has: HasLexeme,
): PassageWord | undefined {
  const start = lexemes[0]?.offset ?? 0;
  const isThere = lexemes.every(({ text, offset }) => has(words[at + offset - start], text, false));
  return isThere ? words[at + (lexemes.at(-1)?.offset ?? 0) - start] : undefined;
}
