import { foldText } from "#lib/words/fold-text.ts";

/** Consecutive words in one shingle: with fewer, texts about one subject look alike; with more, one changed word hides a repeat. */
const shingleLength = 3;
const hashCount = 64;
/** Hashes in a band: texts with a similarity of 0.8 share one of the sixteen bands in 9,998 of 10,000 cases, of 0.3 in 12 of 100. */
const hashesPerBand = 4;

interface Fingerprint {
  words: number;
  /** 32-bit numbers. */
  signature: number[];
  bands: number[];
}

/** Odd multipliers and offsets of the hash functions, from a fixed seed: stored signatures must stay comparable. */
const hashFunctions = (() => {
  let state = 0x9e3779b9;
  const next = () => {
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b) + 0x6d2b79f5;
    return mixBits(state);
  };
  const times = new Int32Array(hashCount);
  const plus = new Int32Array(hashCount);
  for (let n = 0; n < hashCount; n += 1) {
    times[n] = next() | 1;
    plus[n] = next();
  }
  return { times, plus };
})();

/** Spreads every bit over all bits (the finaliser of MurmurHash3). */
function mixBits(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** FNV-1a, 32 bits. */
function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let n = 0; n < text.length; n += 1) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  return hash;
}

/**
 * Returns the fingerprint of a text: two signatures agree in about the share of shingles that the texts have in common (Broder's minhash,
 * 1997).
 */
export function fingerprintText(text: string): Fingerprint {
  const { words } = foldText(text);
  const signature = new Int32Array(hashCount).fill(0x7fffffff);
  const single = words.map((word) => hashText(word));
  for (let n = 0; n <= Math.max(0, single.length - shingleLength); n += 1) {
    let together = 0;
    for (const one of single.slice(n, n + shingleLength)) together = mixBits(Math.imul(together, 31) + one);
    // An index loop: it runs 64 times for each word of each comment.
    for (let place = 0; place < hashCount; place += 1) {
      const value = mixBits(Math.imul(together, hashFunctions.times[place] ?? 1) + (hashFunctions.plus[place] ?? 0));
      if (value < (signature[place] ?? 0)) signature[place] = value;
    }
  }
  const bands: number[] = [];
  for (let start = 0; start < hashCount; start += hashesPerBand) {
    let band = start + 1;
    for (const one of signature.subarray(start, start + hashesPerBand)) band = mixBits(Math.imul(band, 31) + one);
    bands.push(band);
  }
  return { words: words.length, signature: [...signature], bands };
}

/** Estimates the similarity of two texts from their signatures: 0 to 1, within about 0.06. */
export function similarity(one: number[], other: number[]): number {
  return one.filter((value, place) => value === other[place]).length / hashCount;
}
