import type { LexemesOf, SearchTerm, TermAlternative } from "#features/search/matching/terms.ts";
import { foldWord } from "#lib/words/fold-word.ts";
import { findWordEnd, findWordStart, PrefixTrie } from "./scan-words.ts";

/** A range of a text that a term matches. */
export interface TermMatch {
  start: number;
  end: number;
  term: number;
}

/** The words of a text that may match: where they begin and end, and which terms they may match. Their lexemes decide. */
export interface CandidateWords {
  text: string;
  starts: number[];
  ends: number[];
  terms: Set<number>;
}

/** Longer ones, such as keys, are not compared. */
const maxWordLength = 60;
/** Letters that a word has in common with its stem, at least. */
const minCommonLength = 3;
/** Letters at the end of a stem that its word may not have: "journaux" has the stem "journal", "application" "appliqu". */
const maxChangedLength = 3;
/** Words of a page of results that are compared with the terms, those of the best hits first. Real pages have a few hundred. */
const maxCompared = 20_000;
/** Matches of a text among which the best place is looked for. */
const maxMatches = 1_000;

interface WordForms {
  /** The folded word and its lexemes. */
  stems: Set<string>;
  /** What the word matches, and the phrases that it begins. */
  matches: { term: number; phrase: TermAlternative | undefined }[];
}

/** Finds the words of terms in the texts of a page of results. */
export class TermFinder {
  readonly #prefixTrie = new PrefixTrie();
  /** By lexeme; phrases by their first one. */
  readonly #byLexeme = new Map<string, WordForms["matches"]>();
  readonly #prefixes: { prefix: string; term: number }[] = [];
  readonly #forms = new Map<string, WordForms>();
  #scanned = 0;
  #compared = 0;

  constructor(terms: SearchTerm[]) {
    for (const [term, { alternatives }] of terms.entries())
      for (const alternative of alternatives) this.#add(term, alternative);
  }

  /** For tests: what bounds the time. */
  get figures(): { scanned: number; compared: number } {
    return { scanned: this.#scanned, compared: this.#compared };
  }

  #add(term: number, alternative: TermAlternative): void {
    const { lexemes, isPhrase, isPrefix } = alternative;
    for (const [n, { text }] of lexemes.entries()) {
      const whole = foldWord(text);
      const common = isPrefix ? whole.length : Math.max(minCommonLength, whole.length - maxChangedLength);
      this.#prefixTrie.add(whole.slice(0, common), term);
      // "payer" has the stem "pai".
      if (whole.length === minCommonLength && whole.endsWith("i")) this.#prefixTrie.add(`${whole.slice(0, -1)}y`, term);
      if (isPrefix) this.#prefixes.push({ prefix: text, term });
      else if (isPhrase ? n === 0 : lexemes.length === 1 || text.length > 1) {
        const known = this.#byLexeme.get(text) ?? [];
        known.push({ term, phrase: isPhrase ? alternative : undefined });
        this.#byLexeme.set(text, known);
      }
    }
  }

  /** Lists the words of a text that begin like a lexeme of one of the terms. */
  findCandidates(text: string): CandidateWords {
    const found: CandidateWords = { text, starts: [], ends: [], terms: new Set() };
    let end = 0;
    while (this.#compared < maxCompared) {
      const start = findWordStart(text, end);
      if (start >= text.length) break;
      end = findWordEnd(text, start);
      if (end - start > maxWordLength || !this.#prefixTrie.match(text, start, end, found.terms)) continue;
      found.starts.push(start);
      found.ends.push(end);
      this.#compared += 1;
    }
    this.#scanned += end;
    return found;
  }

  /** Finds the ranges of a text that match one of the terms, the first thousand. */
  findMatches({ text, starts, ends }: CandidateWords, lexemesOf: LexemesOf): TermMatch[] {
    const found: TermMatch[] = [];
    for (const [n, start] of starts.entries()) {
      if (found.length >= maxMatches) break;
      const wordEnd = ends[n] ?? start;
      const first = found.length;
      for (const { term, phrase } of this.#formsOf(text.slice(start, wordEnd), lexemesOf).matches) {
        const end = phrase ? this.#findPhraseEnd(text, { start, end: wordEnd }, phrase, lexemesOf) : wordEnd;
        if (end === undefined) continue;
        let isKnown = false;
        for (let at = first; at < found.length; at += 1)
          if (found[at]?.term === term && found[at]?.end === end) isKnown = true;
        if (!isKnown) found.push({ start, end, term });
      }
    }
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  #formsOf(word: string, lexemesOf: LexemesOf): WordForms {
    const known = this.#forms.get(word);
    if (known) return known;
    const lower = word.toLowerCase();
    const folded = foldWord(lower).replace("-", "");
    const stems = new Set([folded]);
    for (const lexemes of lexemesOf(lower)) for (const { text } of lexemes) stems.add(text);
    const matches: WordForms["matches"] = [];
    for (const lexeme of stems) matches.push(...(this.#byLexeme.get(lexeme) ?? []));
    for (const { prefix, term } of this.#prefixes)
      if (folded.startsWith(prefix)) matches.push({ term, phrase: undefined });
    const forms = { stems, matches };
    this.#forms.set(word, forms);
    return forms;
  }

  /**
   * Where the phrase ends that begins with a word; undefined if its other words do not follow. Between two words of a
   * phrase may be stop words: the distances are the same in the text.
   */
  #findPhraseEnd(
    text: string,
    first: { start: number; end: number },
    { lexemes }: TermAlternative,
    lexemesOf: LexemesOf,
  ): number | undefined {
    let { start, end } = first;
    let offset = lexemes[0]?.offset ?? 0;
    for (const lexeme of lexemes.slice(1)) {
      for (; offset < lexeme.offset; offset += 1) {
        start = findWordStart(text, end);
        if (start >= text.length || this.#compared >= maxCompared) return undefined;
        end = findWordEnd(text, start);
        this.#compared += 1;
      }
      if (end - start > maxWordLength) return undefined;
      if (!this.#formsOf(text.slice(start, end), lexemesOf).stems.has(lexeme.text)) return undefined;
    }
    return end;
  }
}
