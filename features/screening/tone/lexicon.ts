import { copyWord } from "#lib/words/copy-word.ts";
import { foldLetters } from "#lib/words/fold-text.ts";
import { hashWord } from "#lib/words/hash-word.ts";

/** A folded word with what is known of it. It is kept, because comments use the same words again and again: each is looked up once. */
export interface LexiconWord {
  word: string;
  hash: number;
  /** The ids of its classes. */
  classes: number[];
  /** The phrases that begin with it. */
  phrases: PhraseStart | undefined;
  /** The features of its letters, once the model has read them. */
  letters: WordLetters | undefined;
}

/** The hashes of a word's sequences of letters, and for each its row in the model; -1: unknown. */
export interface WordLetters {
  hashes: Int32Array;
  rows: Int32Array;
}

/** A word of a text. `classes`: with those of the phrases that begin there. */
interface ClassedWord {
  known: LexiconWord;
  classes: number[];
}

/** Word classes written by hand: thousands of forms that a small training set cannot contain. */
export interface Lexicon {
  /** The names of the classes, by id. */
  names: string[];
  /** What is known of a folded word. */
  lookUp(word: string): LexiconWord;
  /** The words that runs of plain letters were read as, by run. `keepPlainWord` bounds their number. */
  plainWords: ReadonlyMap<string, LexiconWord>;
  keepPlainWord(run: string, word: LexiconWord): void;
  isKnown(word: string): boolean;
  /** Known, and in a class that is worth reading into a disguised word (an insult, never "the"). */
  isNotable(word: string): boolean;
  /** Whether a notable word may begin so: most letters written one by one need no search. */
  mayBeginNotable(letters: string): boolean;
  /** The notable word that reads like this without its doubled letters: "conard" for "connaard". */
  findWithoutDoubles(word: string): string | undefined;
  /** The notable word behind asterisks: "conn**d". */
  unmask(word: string): string | undefined;
  /** Adds the classes of phrases to their first word. */
  markPhrases(tokens: ClassedWord[]): void;
}

interface Phrase {
  /** The words after the first one; `isPrefix`: what a word has to begin with. "" stands for any word. */
  rest: { word: string; isPrefix: boolean }[];
  classes: number[];
}

/** The phrases that begin with a word: hundreds begin with "i", so that they are kept by their second one. */
interface PhraseStart {
  bySecond: Map<string, Phrase[]>;
  /** Those whose second word is only a beginning. */
  others: Phrase[];
}

/** The shortest and the longest beginning that an entry with `*` may have. */
const minPrefix = 3;
const maxPrefix = 16;
const none: number[] = [];
/** Some 500 bytes each, with the features of their letters. */
const maxKnownWords = 10_000;
/** The letters, without doubled ones, by which it is decided whether a notable word may begin. */
const beginningLength = 3;

/** The first letters of a word, without doubled ones. */
function readBeginning(word: string): string {
  let beginning = "";
  for (let n = 0; n < word.length && beginning.length < beginningLength; n += 1)
    if (word[n] !== word[n - 1]) beginning += word[n];
  return beginning;
}

/** Creates a lexicon from the text of its files. */
export function createLexicon(texts: string[]): Lexicon {
  const ids = new Map<string, number>();
  const notable = new Set<number>();
  const exact = new Map<string, number[]>();
  const prefixes = new Map<string, number[]>();
  const phrases = new Map<string, PhraseStart>();
  const addPhrase = (first: string, phrase: Phrase) => {
    const known: PhraseStart = phrases.get(first) ?? { bySecond: new Map(), others: [] };
    phrases.set(first, known);
    const [second] = phrase.rest;
    if (!second || second.isPrefix) known.others.push(phrase);
    else known.bySecond.set(second.word, [...(known.bySecond.get(second.word) ?? []), phrase]);
  };
  const addTo = (map: Map<string, number[]>, key: string, id: number) => {
    const known = map.get(key);
    if (!known) map.set(key, [id]);
    else if (!known.includes(id)) known.push(id);
  };
  for (const line of texts.flatMap((text) => text.split("\n"))) {
    const heading = /^([A-Z_]+)(!?):(.*)$/.exec(line.trim());
    if (!heading) continue;
    const [, name = "", mark, entries = ""] = heading;
    const id = ids.get(name) ?? ids.size;
    ids.set(name, id);
    if (mark) notable.add(id);
    for (const written of foldLetters(entries).split(/\s+/)) {
      if (written === "") continue;
      const entry = splitLikeText(written);
      if (entry.includes("_")) {
        const [first = "", ...rest] = entry.split("_");
        const phrase = {
          rest: rest.map((word) => ({ word: word.replace(/[*?]$/, ""), isPrefix: /[*?]$/.test(word) })),
          classes: [id],
        };
        addPhrase(first, phrase);
      } else if (entry.endsWith("*")) addTo(prefixes, entry.slice(0, -1), id);
      else for (const form of inflect(entry)) addTo(exact, form, id);
    }
  }
  const isNotableId = (id: number) => notable.has(id);
  const withoutDoubles = new Map<string, string>();
  const masked = new Map<string, string[]>();
  for (const [word, classes] of exact) {
    if (word.length < 4 || !classes.some(isNotableId)) continue;
    const key = word.replace(/(.)\1+/gu, "$1");
    if (!withoutDoubles.has(key)) withoutDoubles.set(key, word);
    const first = word.charAt(0);
    const others = masked.get(first);
    if (others) others.push(word);
    else masked.set(first, [word]);
  }
  const beginnings = new Set<string>();
  for (const [word, classes] of [...exact, ...prefixes])
    if (classes.some(isNotableId)) beginnings.add(readBeginning(word));
  const knownWords = new Map<string, LexiconWord>();
  const plainWords = new Map<string, LexiconWord>();
  // No entry with `*` begins like most words.
  const longestPrefixes = new Map<string, number>();
  for (const prefix of prefixes.keys()) {
    const begun = prefix.slice(0, minPrefix);
    longestPrefixes.set(begun, Math.max(longestPrefixes.get(begun) ?? 0, Math.min(maxPrefix, prefix.length)));
  }
  const find = (word: string): number[] => {
    const own = exact.get(word);
    let all = own ?? none;
    const longest = Math.min(longestPrefixes.get(word.slice(0, minPrefix)) ?? 0, word.length);
    for (let length = minPrefix; length <= longest; length += 1) {
      const more = prefixes.get(word.slice(0, length));
      if (more) all = [...new Set([...all, ...more])];
    }
    return all;
  };
  const lookUp = (word: string): LexiconWord => {
    const known = knownWords.get(word);
    if (known) return known;
    if (knownWords.size >= maxKnownWords) knownWords.clear();
    const kept = copyWord(word);
    const found = {
      word: kept,
      hash: hashWord(kept),
      classes: find(kept),
      phrases: phrases.get(kept),
      letters: undefined,
    };
    knownWords.set(kept, found);
    return found;
  };
  return {
    names: [...ids.keys()],
    lookUp,
    plainWords,
    keepPlainWord(run, word) {
      if (plainWords.size >= maxKnownWords) plainWords.clear();
      plainWords.set(copyWord(run), word);
    },
    isKnown: (word) => lookUp(word).classes.length > 0,
    isNotable: (word) => word.length >= 3 && lookUp(word).classes.some(isNotableId),
    mayBeginNotable(letters) {
      const beginning = readBeginning(letters);
      // A word of fewer different letters ("caca" has four) may go on with any others.
      return beginnings.has(beginning) || (beginning.length > 2 && beginnings.has(beginning.slice(0, 2)));
    },
    findWithoutDoubles: (word) => (word.length < 4 ? undefined : withoutDoubles.get(word)),
    unmask(word) {
      // The letters that are left decide: fewer than two say nothing.
      if (word.replace(/[^a-z]/g, "").length < 2) return undefined;
      return masked.get(word.charAt(0))?.find((one) => fitsMask(one, word));
    },
    markPhrases(tokens) {
      for (let at = 0; at < tokens.length; at += 1) {
        const token = tokens[at];
        const begun = token?.known.phrases;
        if (!token || !begun) continue;
        const addFitting = (list: Phrase[]) => {
          for (const { rest, classes } of list)
            if (fitsRest(tokens, at + 1, rest)) token.classes = [...new Set([...token.classes, ...classes])];
        };
        const withSecond = begun.bySecond.get(tokens[at + 1]?.known.word ?? "");
        if (withSecond) addFitting(withSecond);
        if (begun.others.length > 0) addFitting(begun.others);
      }
    },
  };
}

/** Texts are cut at hyphens and before English endings ("you're"): what is written with them is a phrase. */
const splitLikeText = (entry: string): string =>
  entry.replaceAll("-", "_").replace(/(?<=[a-z])'(?=(?:re|s|m|ll|ve|d|t)(?:_|$))/g, "_'");

/** Whether the words from `from` on are the rest of a phrase. A loop: it runs for hundreds of phrases a text. */
function fitsRest(tokens: ClassedWord[], from: number, rest: Phrase["rest"]): boolean {
  for (let n = 0; n < rest.length; n += 1) {
    const part = rest[n];
    if (part && !fitsPart(tokens[from + n]?.known.word, part)) return false;
  }
  return true;
}

const fitsPart = (word: string | undefined, part: Phrase["rest"][number]) =>
  word !== undefined && (part.isPrefix ? word.startsWith(part.word) : part.word === word);

/** Each asterisk stands for one letter; several in a row for any number of letters. */
function fitsMask(word: string, mask: string): boolean {
  const stars = mask.split(/\*+/);
  if (!/\*\*/.test(mask)) return word.length === mask.length && [...mask].every((c, n) => c === "*" || c === word[n]);
  let at = 0;
  for (const [n, part] of stars.entries()) {
    const found = n === 0 ? (word.startsWith(part) ? 0 : -1) : word.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return word.endsWith(stars.at(-1) ?? "");
}

const verbEndings: Record<string, string> = {
  er: "er e es ons ez ent ais ait aient ions iez ai as a erai eras era erons erez eront erais erait eraient ees ee ant",
  ir: "ir is it issons issez issent issais issait issaient irai iras ira irons irez iront irait ie ies isse issant",
  ed: " s ed ing",
  e: "e es ed ing",
  re: "re s t ons ez ent ais ait aient rai ras ra rons rez ront rait raient u ue us ues e ant",
};

/** The forms of an entry: `=` as written, `+` the endings of an adjective, `~er`, `~ir`, `~re` those of a French verb, `~ed`, `~e` of an English one, otherwise a plural. */
function inflect(entry: string): string[] {
  if (entry.endsWith("=")) return [entry.slice(0, -1)];
  if (entry.endsWith("+")) {
    const stem = entry.slice(0, -1);
    return [stem, `${stem}e`, `${stem}s`, `${stem}es`];
  }
  const verb = /^(.*)~(er|ir|re|ed|e)$/.exec(entry);
  if (verb) return (verbEndings[verb[2] ?? ""] ?? "").split(" ").map((ending) => `${verb[1]}${ending}`);
  return /[sxz]$/.test(entry) ? [entry] : [entry, `${entry}s`, ...(/(?:au|eu)$/.test(entry) ? [`${entry}x`] : [])];
}
