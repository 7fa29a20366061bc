import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SearchTerm } from "#features/search/matching/terms.ts";
import { foldWord } from "#lib/words/fold-word.ts";
import { findWordEnd, findWordStart } from "./scan-words.ts";
import { TermFinder } from "./term-finder.ts";

type Lexemes = { lexemes: string[]; isPhrase?: boolean; isPrefix?: boolean };

const termOf = (...alternatives: Lexemes[]): SearchTerm => ({
  text: "",
  alternatives: alternatives.map(({ lexemes, isPhrase = false, isPrefix = false }) => ({
    lexemes: lexemes.map((text, offset) => ({ text, offset })),
    isPhrase,
    isPrefix,
    isSynonym: false,
  })),
  spellings: [],
  facets: [],
  isOptional: false,
});
/** A dictionary that removes hyphens and the plural. */
const lexemesOf = (word: string) => [[{ text: foldWord(word).replace(/-|s$/g, ""), offset: 0 }]];

function find(text: string, ...terms: SearchTerm[]): string[] {
  const finder = new TermFinder(terms);
  return finder
    .findMatches(finder.findCandidates(text), lexemesOf)
    .map(({ start, end, term }) => `${term} ${text.slice(start, end)}`);
}

/** The words of a text as the index has them. */
const wordPattern = /(?:(?:e|wi)-(?=\p{L}))?[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/giu;

const piece = fc.oneof(
  fc.constantFrom("e-", "Wi-", "w", "mots", "MOT", "é", "e\u0301", " ", "-", "œ", "ﬁ", "ｒ", "𝐫", "1", "\u0301", "’"),
  fc.constantFrom("İ", "각", "م", "ß", "\ud800", "\u00ad"),
  fc.string({ unit: "binary", maxLength: 2 }),
);
const anyText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

describe("words of a text", () => {
  it("are those that the expression of the index finds", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const words: [string, number][] = [];
        for (let end = 0; ; ) {
          const start = findWordStart(text, end);
          if (start >= text.length) break;
          end = findWordEnd(text, start);
          words.push([text.slice(start, end), start]);
        }
        expect(words).toEqual([...text.matchAll(wordPattern)].map(({ 0: word, index }) => [word, index]));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("terms in a text", () => {
  it("are found in any spelling of their letters", () => {
    const text = "Rançongiciels, RANC\u0327ONGICIEL et ｒançongiciel ; un 𝐫ançongiciel, pas un rançon";
    expect(find(text, termOf({ lexemes: ["rancongiciel"] }))).toEqual([
      "0 Rançongiciels",
      "0 RANC\u0327ONGICIEL",
      "0 ｒançongiciel",
      "0 𝐫ançongiciel",
    ]);
    expect(find("Un E-mail, des e-mails", termOf({ lexemes: ["email"] }))).toEqual(["0 E-mail", "0 e-mails"]);
  });

  it("may be phrases, beginnings, or one of several words", () => {
    const phrase = { lexemes: ["mot", "de", "passe"], isPhrase: true };
    expect(find("mots de passe, mot passe", termOf(phrase), termOf({ lexemes: ["mot"] }))).toEqual([
      "0 mots de passe",
      "1 mots",
      "1 mot",
    ]);
    expect(find("menuisier, menus", termOf({ lexemes: ["menui"], isPrefix: true }))).toEqual(["0 menuisier"]);
    expect(find("copie à froid", termOf({ lexemes: ["copie", "a"] }, { lexemes: ["froid"] }))).toEqual([
      "0 copie",
      "0 froid",
    ]);
  });

  it("are marked once where several alternatives match", () => {
    expect(find("mots", termOf({ lexemes: ["mot"] }, { lexemes: ["mots"] }))).toEqual(["0 mots"]);
  });

  it("are found as by comparing every word", () => {
    const word = fc.constantFrom("mot", "mots", "Mot", "motif", "de", "passe", "passé", "e-mail", "é", "x".repeat(70));
    const lexeme = fc.constantFrom("mot", "motif", "de", "passe", "email", "e");
    const separator = fc.constantFrom(" ", ", ", "-", "’");
    const text = fc.array(fc.tuple(word, separator), { maxLength: 30 }).map((list) => list.flat().join(""));
    const alternative = fc.record({
      lexemes: fc.array(lexeme, { minLength: 1, maxLength: 3 }),
      isPhrase: fc.boolean(),
    });
    fc.assert(
      fc.property(text, fc.array(alternative, { minLength: 1, maxLength: 3 }), (searched, alternatives) => {
        const terms = alternatives.map((one) => termOf(one));
        expect(new Set(find(searched, ...terms))).toEqual(new Set(compareAll(searched, alternatives)));
      }),
    );
  });

  it("are compared with a bounded number of words, however hostile the texts are", () => {
    const texts = {
      nearMisses: Array.from({ length: 20_000 }, (_, n) => `rancongic${n}`).join(" "),
      matches: "rançongiciel ".repeat(15_000),
      phrases: "a ".repeat(100_000),
      noSpaces: "rancongiciel".repeat(16_000),
      marks: `r${"\u0301".repeat(199_999)}`,
      ideographs: "漢 ".repeat(100_000),
    };
    const long = { lexemes: [...Array(19).fill("a"), "b"], isPhrase: true };
    for (const [name, text] of Object.entries(texts)) {
      const finder = new TermFinder([termOf({ lexemes: ["rancongiciel"] }), termOf(long)]);
      const found = Array.from({ length: 20 }, () => finder.findMatches(finder.findCandidates(text), lexemesOf));
      expect(finder.figures.compared, name).toBeLessThanOrEqual(20_000);
      expect(finder.figures.scanned, name).toBeLessThanOrEqual(20 * text.length);
      expect(Math.max(...found.map(({ length }) => length)), name).toBeLessThanOrEqual(1_000);
    }
  });
});

/** The same ranges, found by comparing every word with every lexeme. */
function compareAll(text: string, alternatives: { lexemes: string[]; isPhrase: boolean }[]): string[] {
  const words = [...text.matchAll(wordPattern)].map(({ 0: word, index }) => ({
    word,
    index,
    end: index + word.length,
  }));
  const has = (at: number, lexeme: string) => {
    const { word } = words[at] ?? { word: "" };
    if (word === "" || word.length > 60) return false;
    return [
      foldWord(word).replace("-", ""),
      ...lexemesOf(word)
        .flat()
        .map((one) => one.text),
    ].includes(lexeme);
  };
  return words.flatMap(({ index, end }, at) =>
    alternatives.flatMap(({ lexemes, isPhrase }, term) => {
      const isThere = isPhrase
        ? lexemes.every((lexeme, n) => has(at + n, lexeme))
        : lexemes.some((lexeme) => (lexemes.length === 1 || lexeme.length > 1) && has(at, lexeme));
      const last = isPhrase ? words[at + lexemes.length - 1]?.end : end;
      return isThere ? [`${term} ${text.slice(index, last)}`] : [];
    }),
  );
}
