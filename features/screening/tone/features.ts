import { hashWord } from "#lib/words/hash-word.ts";
import type { Sentence, ToneToken } from "./tokens.ts";

/**
 * Gets a feature of a text: the hash of its description, its group, and the words that show it (the first and the last one; none for
 * features of the form). A function and not a list: a long text has tens of thousands. Returns false if it knows the feature already, and
 * needs it only once: then it does not get the letters of a word a second time.
 */
export type FeatureReader = (hash: number, group: FeatureGroup, first?: ToneToken, last?: ToneToken) => unknown;

/** Groups are scaled apart: a text has a hundred times more letters in a row than lexicon classes. */
export const featureGroups = ["words", "letters", "classes", "surface"] as const;
export type FeatureGroup = 0 | 1 | 2 | 3;

/** Class pairs are looked for within so many words. */
const maxPairDistance = 7;
const maxTripleDistance = 12;
/** At most so many classes of a sentence are combined with those of the next one. */
const maxSentenceClasses = 12;
/** Longer words have no sequences of letters. */
const maxLetterWord = 24;
/** Three lengths from each place of the longest word and its first bound. */
export const maxLetterFeatures = 3 * (maxLetterWord + 1);
/** What a class inside reported speech is called. */
const reportedOffset = 1_000;

/** FNV-1a over numbers. */
function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15);
}

/** One number for each kind of feature, so that none is mistaken for another. */
const kinds = {
  word: 1,
  pair: 2,
  letters: 3,
  class: 4,
  wordThenClass: 5,
  classThenWord: 6,
  wordsThenClass: 7,
  near: 8,
  far: 9,
  triple: 10,
  surface: 11,
  twice: 12,
  across: 13,
} as const;

const seeds = Object.fromEntries(
  Object.entries(kinds).map(([kind, number]) => [kind, mix(0x2545f491, number * 7_919)]),
) as Record<keyof typeof kinds, number>;

/**
 * Passes on the features of a passage, also those that occur several times. Linear in it.
 * @param readLetters gets each word whose sequences of letters are features of group 1, instead of these: for a reader that knows most words
 */
export function readFeatures(
  sentences: Sentence[],
  read: FeatureReader,
  readLetters = (token: ToneToken) => {
    for (const hash of listLetterHashes(token.word)) read(hash, 1, token, token);
  },
): void {
  for (const sentence of sentences) readSentence(sentence, read, readLetters);
  readNeighbours(sentences, read);
  readSurface(sentences, read);
}

/** Classes of a sentence with those of the next one: "Jolie maison. Ça brûle vite." */
function readNeighbours(sentences: Sentence[], add: FeatureReader): void {
  let last = new Map<number, ToneToken>();
  for (const { tokens } of sentences) {
    const classes = new Map<number, ToneToken>();
    for (const token of tokens)
      for (const ownId of token.classes) {
        const id = token.reported ? ownId + reportedOffset : ownId;
        if (classes.size < maxSentenceClasses && !classes.has(id)) classes.set(id, token);
      }
    for (const [a, first] of last) {
      const hash = mix(seeds.across, a);
      for (const [b, second] of classes) add(mix(hash, b), 2, first, second);
    }
    last = classes;
  }
}

/** Each word is combined with a bounded number of others. */
function readSentence({ tokens }: Sentence, add: FeatureReader, readLetters: (token: ToneToken) => void): void {
  const classed: { at: number; token: ToneToken; id: number }[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) continue;
    const word = token.known.hash;
    const previous = tokens[at - 1];
    const before = previous?.known.hash ?? 0;
    const isRepeated = add(mix(seeds.word, word), 0, token, token) === false;
    add(mix(mix(seeds.pair, before), word), 0, previous ?? token, token);
    if (!isRepeated) readLetters(token);
    if (token.classes.length === 0) continue;
    const after = tokens[at + 1]?.known.hash ?? 0;
    const earlier = tokens[at - 2];
    for (const ownId of token.classes) {
      const id = token.reported ? ownId + reportedOffset : ownId;
      add(mix(seeds.class, id), 2, token, token);
      add(mix(mix(seeds.wordThenClass, before), id), 2, token, token);
      add(mix(mix(seeds.classThenWord, id), after), 2, token, token);
      if (earlier) add(mix(mix(mix(seeds.wordsThenClass, earlier.known.hash), before), id), 2, earlier, token);
      for (let n = classed.length - 1; n >= 0; n -= 1) {
        const other = classed[n];
        if (!other || at - other.at > maxPairDistance) break;
        if (other.at === at) continue;
        add(mix(mix(seeds.far, other.id), id), 2, other.token, token);
        if (at - other.at <= 2) add(mix(mix(seeds.near, other.id), id), 2, other.token, token);
      }
    }
    for (const ownId of token.classes) classed.push({ at, token, id: token.reported ? ownId + reportedOffset : ownId });
  }
  readTriples(classed, add);
}

/** The hashes of the sequences of three to five letters of a word, with its bounds. */
export function listLetterHashes(word: string): number[] {
  if (word.length < 2 || word.length > maxLetterWord || word.startsWith("<") || word.startsWith("#")) return [];
  const hashes: number[] = [];
  const bounded = ` ${word} `;
  const seed = seeds.letters;
  for (let from = 0; from < bounded.length - 2; from += 1) {
    let hash = seed;
    for (let n = 0; n < 5 && from + n < bounded.length; n += 1) {
      hash = mix(hash, bounded.charCodeAt(from + n));
      if (n >= 2) hashes.push(mix(hash, n));
    }
  }
  return hashes;
}

/** Classes of three words that follow each other, without those between them that have no class. */
function readTriples(classed: { at: number; token: ToneToken; id: number }[], add: FeatureReader): void {
  const places: { at: number; token: ToneToken; ids: number[] }[] = [];
  for (const { at, token, id } of classed) {
    const last = places.at(-1);
    if (last?.at === at) last.ids.push(id);
    else places.push({ at, token, ids: [id] });
  }
  for (let n = 2; n < places.length; n += 1) {
    const [one, two, three] = [places[n - 2], places[n - 1], places[n]];
    if (!one || !two || !three || three.at - one.at > maxTripleDistance) continue;
    for (const a of one.ids.slice(0, 3))
      for (const b of two.ids.slice(0, 3))
        for (const c of three.ids.slice(0, 3)) add(mix(mix(mix(seeds.triple, a), b), c), 2, one.token, three.token);
  }
}

/** Features of the form of a text. */
function readSurface(sentences: Sentence[], add: FeatureReader): void {
  let [words, marks, questions, inCapitals, inReported] = [0, 0, 0, 0, 0];
  for (const sentence of sentences) {
    words += sentence.tokens.length;
    marks += sentence.exclamations;
    questions += sentence.questions;
    for (const token of sentence.tokens) {
      if (token.capitals) inCapitals += 1;
      if (token.reported) inReported += 1;
    }
  }
  const count = words || 1;
  const [capitals, reported] = [inCapitals / count, inReported / count];
  const first = sentences.find(({ tokens }) => tokens.length > 0)?.tokens[0]?.word ?? "";
  const facts = [
    `length ${Math.min(7, Math.floor(Math.log2(count)))}`,
    `exclamations ${Math.min(3, marks)}`,
    `questions ${Math.min(2, questions)}`,
    `capitals ${capitals === 0 ? 0 : capitals < 0.2 ? 1 : capitals < 0.7 ? 2 : 3}`,
    `reported ${reported === 0 ? 0 : reported < 0.4 ? 1 : 2}`,
    `first ${first.startsWith("<") ? first : ""}`,
  ];
  for (const fact of facts) add(mix(seeds.surface, hashWord(fact)), 3);
}
