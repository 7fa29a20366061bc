import type { SearchTerm, TermAlternative } from "#features/search/matching/terms.ts";
import { foldWord } from "#features/search/query-language/fold-word.ts";

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

/**
 * Lists the words of a text that may match one of the terms: those that begin like one of its lexemes. Their lexemes
 * decide.
 */
export function listCandidates(text: string, terms: SearchTerm[]): string[] {
  const starts = new Set(terms.flatMap(listLexemes).map((lexeme) => lexeme.slice(0, stemStart)));
  const found = new Set<string>();
  for (const [word] of text.matchAll(wordPattern)) {
    if (word.length > maxTokenLength) continue;
    const folded = foldWord(word).replace("-", "");
    for (let length = 1; length <= stemStart; length += 1)
      if (starts.has(folded.slice(0, length))) {
        found.add(word.toLowerCase());
        break;
      }
  }
  return [...found];
}

function listLexemes({ alternatives }: SearchTerm): string[] {
  return alternatives.flatMap(({ lexemes }) => lexemes.map(({ text }) => text));
}

/** Finds the ranges of a text that match one of the terms. */
export function findMatches(
  text: string,
  terms: SearchTerm[],
  lexemesOf: (text: string) => { text: string }[][],
): TermMatch[] {
  const tokens = listTokens(text).map((token) => {
    const lower = token.text.toLowerCase();
    const stems = token.text.length > maxTokenLength ? [] : lexemesOf(lower).flat();
    return { ...token, folded: foldWord(lower).replace("-", ""), stems: new Set(stems.map((stem) => stem.text)) };
  });
  const found: TermMatch[] = [];
  for (const [n, { alternatives }] of terms.entries())
    for (const one of alternatives) addMatches(found, tokens, one, n);
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

interface StemmedToken extends PassageWord {
  folded: string;
  stems: Set<string>;
}

function addMatches(found: TermMatch[], tokens: StemmedToken[], alternative: TermAlternative, term: number): void {
  const { lexemes, isPhrase, isPrefix } = alternative;
  const [first] = lexemes;
  if (!first) return;
  const has = (token: StemmedToken | undefined, lexeme: string) =>
    token !== undefined &&
    (isPrefix ? token.folded.startsWith(lexeme) : token.stems.has(lexeme) || token.folded === lexeme);
  for (const [at, token] of tokens.entries()) {
    if (!isPhrase) {
      if (lexemes.some(({ text }) => (lexemes.length === 1 || text.length > 1) && has(token, text)))
        found.push({ start: token.start, end: token.end, term });
      continue;
    }
    if (!has(token, first.text)) continue;
    const end = findPhraseEnd(tokens, at, lexemes, has);
    if (end) found.push({ start: token.start, end: end.end, term });
  }
}

/** Words between two words of a phrase may be stop words: the distances are the same in the text. */
function findPhraseEnd(
  tokens: StemmedToken[],
  at: number,
  lexemes: { text: string; offset: number }[],
  has: (token: StemmedToken | undefined, lexeme: string) => boolean,
): StemmedToken | undefined {
  const start = lexemes[0]?.offset ?? 0;
  const isThere = lexemes.every(({ text, offset }) => has(tokens[at + offset - start], text));
  return isThere ? tokens[at + (lexemes.at(-1)?.offset ?? 0) - start] : undefined;
}
