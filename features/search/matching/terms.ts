import type { ParsedQuery, QueryTerm } from "#features/search/query-language/parse-query.ts";
import { splitWords } from "#features/search/query-language/parse-query.ts";
import { isQuestionWord } from "#features/search/query-language/question-words.ts";
import type { SynonymGroup } from "#features/search/query-language/synonyms.ts";
import { foldWord } from "#lib/words/fold-word.ts";

/** A lexeme of the search dictionary, and its distance from the first lexeme of its expression. */
export interface TermLexeme {
  text: string;
  offset: number;
}

/** One way in which a text can have a term: all lexemes, as a phrase or anywhere, or the beginning of a lexeme. */
export interface TermAlternative {
  lexemes: TermLexeme[];
  isPhrase: boolean;
  isPrefix: boolean;
  isSynonym: boolean;
}

/** A part of a query that a text must have, in one of several ways. */
export interface SearchTerm {
  /** As typed. */
  text: string;
  alternatives: TermAlternative[];
  /** The texts of the alternatives, for names of tags, authors and sources. */
  spellings: string[];
  /** Names that the term is (matching/named-terms.ts): lexemes of the index's filters. */
  facets: string[];
  /** A question word: considered for the order of the results only. */
  isOptional: boolean;
}

export interface SearchTerms {
  required: SearchTerm[];
  optional: SearchTerm[];
  excluded: SearchTerm[];
  hasOnlyStopWords: boolean;
}

/** The lexemes of a text, as PostgreSQL returns them. */
export type LexemesOf = (text: string) => TermLexeme[][];

/** Lists the texts whose lexemes `buildTerms` needs. */
export function listSearchedForms(query: ParsedQuery, synonyms: SynonymGroup[]): string[] {
  const terms = [...query.clauses.flat(), ...query.excluded];
  return [...new Set([...terms.flatMap(listSpellings), ...synonyms.flat()])];
}

/** The texts that count as the term itself: as typed, in one word, in the other number. */
function listSpellings({ kind, text }: QueryTerm): string[] {
  const lower = text.toLowerCase();
  const words = splitWords(lower);
  if (kind === "phrase") return [lower];
  // "horodat" is longer than the stem of "horodateur": the stems of likely words count too.
  if (kind === "prefix") return likelyEndings.map((ending) => `${lower}${ending}`);
  if (words.length > 1) return [lower, ...(/^[\p{L}-]+$/u.test(lower) ? [words.join("")] : [])];
  // The French stemmer takes "hacker" for a verb, so that its plural has another stem.
  if (!/^\p{L}{4,}$/u.test(lower)) return [lower];
  return [lower, lower.endsWith("s") ? lower.slice(0, -1) : `${lower}s`];
}

const likelyEndings = ["", "s", "e", "es", "er", "eur", "euse", "ion", "ment", "age", "ique", "able", "if", "ement"];

/** Builds the terms of a query. Stop words are left out; so is a clause of which a word is one. */
export function buildTerms(query: ParsedQuery, synonyms: SynonymGroup[], lexemesOf: LexemesOf): SearchTerms {
  const clauses = query.clauses.map((clause) => ({
    text: clause.map(({ text }) => text).join(" OU "),
    alternatives: clause.flatMap((term) => listAlternatives(term, lexemesOf)),
    spellings: clause.flatMap(listSpellings),
    facets: [],
    isOptional: clause.length === 1 && clause[0]?.kind === "word" && isQuestionWord(foldWord(clause[0].text)),
  }));
  const indexed = clauses.filter(({ alternatives }) => alternatives.length > 0);
  const excluded = query.excluded
    .map((term) => ({
      text: term.text,
      alternatives: listAlternatives(term, lexemesOf),
      spellings: listSpellings(term),
      facets: [],
      isOptional: false,
    }))
    .filter(({ alternatives }) => alternatives.length > 0)
    // Each alone: what the word finds is left out.
    .flatMap((term) => addSynonyms([term], synonyms, lexemesOf));
  const merged = addSynonyms(indexed, synonyms, lexemesOf);
  const required = merged.filter(({ isOptional }) => !isOptional);
  return {
    // A query of nothing but question words is searched for them.
    required: required.length > 0 ? required : merged.map((term) => ({ ...term, isOptional: false })),
    optional: required.length > 0 ? merged.filter(({ isOptional }) => isOptional) : [],
    excluded,
    hasOnlyStopWords: clauses.length > 0 && indexed.length === 0,
  };
}

function listAlternatives(term: QueryTerm, lexemesOf: LexemesOf): TermAlternative[] {
  const spellings = listSpellings(term);
  const [typed] = spellings;
  // "vous" is a stop word, although "vou" is none.
  if (term.kind === "word" && typed !== undefined && lexemesOf(typed).length === 0) return [];
  const found = spellings.flatMap((spelling) =>
    lexemesOf(spelling).map((lexemes) => ({
      lexemes,
      // "mot-de-passe" is an expression of its parts.
      isPhrase: lexemes.length > 1,
      isPrefix: false,
      isSynonym: false,
    })),
  );
  if (term.kind !== "prefix") return uniqueAlternatives(found);
  const prefix = foldWord(term.text);
  const shorter = found.filter(({ lexemes }) => !lexemes.some(({ text }) => text.startsWith(prefix)));
  const beginning = { lexemes: [{ text: prefix, offset: 0 }], isPhrase: false, isPrefix: true, isSynonym: false };
  return uniqueAlternatives([beginning, ...shorter]);
}

function uniqueAlternatives(alternatives: TermAlternative[]): TermAlternative[] {
  const known = new Map<string, TermAlternative>();
  for (const one of alternatives) {
    if (one.lexemes.length === 0) continue;
    const key = JSON.stringify([one.lexemes, one.isPhrase, one.isPrefix]);
    if (!known.has(key)) known.set(key, one);
  }
  return [...known.values()];
}

/** Words of an expression that is a synonym, at most. */
const maxExpression = 4;

/**
 * Adds what means the same. An expression of several terms that has synonyms ("logiciel malveillant") becomes one term:
 * its words, or a synonym.
 */
function addSynonyms(terms: SearchTerm[], groups: SynonymGroup[], lexemesOf: LexemesOf): SearchTerm[] {
  const groupsByStems = new Map<string, SynonymGroup>();
  for (const group of groups)
    for (const text of group)
      for (const lexemes of lexemesOf(text)) {
        const key = stemKey(lexemes);
        if (!groupsByStems.has(key)) groupsByStems.set(key, group);
      }
  const merged: SearchTerm[] = [];
  for (let at = 0; at < terms.length; ) {
    let length = Math.min(maxExpression, terms.length - at);
    const groupOf = () =>
      expressionKeys(terms.slice(at, at + length))
        .map((key) => groupsByStems.get(key))
        .find((group) => group !== undefined);
    while (length > 1 && !groupOf()) length -= 1;
    const group = groupOf();
    const part = terms.slice(at, at + length);
    merged.push(group ? withSynonyms(part, group, lexemesOf) : (part[0] as SearchTerm));
    at += length;
  }
  return merged;
}

const stemKey = (lexemes: TermLexeme[]) => lexemes.map(({ text }) => text).join(" ");

function expressionKeys(part: SearchTerm[]): string[] {
  const [single] = part;
  if (part.length === 1 && single) return single.alternatives.map(({ lexemes }) => stemKey(lexemes));
  return [part.map(({ alternatives }) => stemKey(alternatives[0]?.lexemes ?? [])).join(" ")];
}

function withSynonyms(part: SearchTerm[], group: SynonymGroup, lexemesOf: LexemesOf): SearchTerm {
  const others = group.flatMap((text) =>
    lexemesOf(text).map((lexemes) => ({ lexemes, isPhrase: lexemes.length > 1, isPrefix: false, isSynonym: true })),
  );
  const { alternatives, ...term } = joinTerms(part);
  return {
    ...term,
    alternatives: uniqueAlternatives([...alternatives, ...others]),
    spellings: [...new Set([...term.spellings, ...group])],
  };
}

/** Makes one term of several: all of their words. */
export function joinTerms(part: SearchTerm[]): SearchTerm {
  const [single] = part;
  if (single && part.length === 1) return single;
  const text = part.map((term) => term.text).join(" ");
  return {
    text,
    alternatives: part.reduce<TermAlternative[]>((all, { alternatives }) => combineAlternatives(all, alternatives), []),
    spellings: [text],
    facets: [],
    isOptional: part.every(({ isOptional }) => isOptional),
  };
}

/** The words of an expression may be apart; two ways for each word are enough. */
function combineAlternatives(before: TermAlternative[], next: TermAlternative[]): TermAlternative[] {
  if (before.length === 0) return next;
  return before.slice(0, 4).flatMap((one) =>
    next.slice(0, 2).map((other) => ({
      lexemes: [...one.lexemes, ...other.lexemes],
      isPhrase: false,
      isPrefix: false,
      isSynonym: false,
    })),
  );
}
