import { hashWord, mixBits } from "#lib/words/hash-word.ts";
import { leadBands, makeBands, textBands } from "./bands.ts";
import { hashShingles, sampleSmallest } from "./hashes.ts";
import { isUnspaced, listTokens, type Token } from "./tokens.ts";

/** A text with fewer words is never compared: equal short texts are often those of two articles. */
export const minWords = 40;
/** Words of a text that are its beginning; as many as an excerpt has. */
const leadWords = 60;
/** Words in a shingle; characters in scripts without spaces. */
const shingleLength = 3;
const unspacedShingleLength = 6;
/** How many hashes of each part are kept. */
const maxTextHashes = 96;
const maxLeadHashes = 32;
const maxFactHashes = 40;
const maxTitleHashes = 12;

/** A sample of a set of hashes. */
export interface Sample {
  /** Elements of the set. */
  count: number;
  /** Its smallest elements, ascending. */
  sample: number[];
}

export interface Sketch {
  words: number;
  text: Sample;
  lead: Sample;
  facts: Sample;
  title: Sample;
}

/**
 * Makes the sketch of a text, and its bands: two near-equal texts share a band with high probability. Null for a text of less than
 * `minWords` words. `title` decides about short texts only.
 */
export function sketchText(title: string, text: string): { sketch: number[]; bands: number[] } | null {
  const tokens = listTokens(text);
  const unspaced = isUnspaced(tokens);
  // A character carries about half as much as a word.
  const words = unspaced ? Math.floor(tokens.length / 2) : tokens.length;
  if (words < minWords) return null;
  const hashes = tokens.map(({ word }) => mixBits(hashWord(word)));
  const length = unspaced ? unspacedShingleLength : shingleLength;
  const shingles = hashShingles(hashes, length);
  const lead = hashShingles(hashes.slice(0, unspaced ? 2 * leadWords : leadWords), length);
  const parts = [
    sampleSmallest(shingles, maxTextHashes),
    sampleSmallest(lead, maxLeadHashes),
    sampleSmallest(hashFacts(tokens), maxFactHashes),
    sampleSmallest(hashTitle(title), maxTitleHashes),
  ];
  const sketch = [version, words, ...parts.flatMap(({ count, sample }) => [count, sample.length, ...sample])];
  return { sketch, bands: [...makeBands(shingles, textBands, 1), ...makeBands(lead, leadBands, 2)] };
}

/** Of the form of a stored sketch. Sketches of different versions are not comparable. */
const version = 1;

/** Reads a stored sketch; undefined for one of another version. */
export function readSketch(stored: number[]): Sketch | undefined {
  if (stored[0] !== version) return undefined;
  let at = 2;
  const next = (): Sample => {
    const [count = 0, length = 0] = stored.slice(at, at + 2);
    const sample = stored.slice(at + 2, at + 2 + length);
    at += 2 + length;
    return { count, sample };
  };
  return { words: stored[1] ?? 0, text: next(), lead: next(), facts: next(), title: next() };
}

const hashFacts = (tokens: Token[]) => tokens.filter(({ isFact }) => isFact).map(hashMarked);

const hashTitle = (title: string) =>
  listTokens(title.slice(0, 1_000))
    .filter(({ word, isNumber }) => isNumber || word.length > 2)
    .map(hashMarked);

/** The last bit says whether it is a number. */
const hashMarked = ({ word, isNumber }: Token) => (mixBits(hashWord(word)) & ~1) | (isNumber ? 1 : 0);
export const isNumberHash = (hash: number) => (hash & 1) === 1;
