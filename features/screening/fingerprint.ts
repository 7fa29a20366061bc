import { foldText } from "#lib/words/fold-text.ts";

/** Words that stand together in one shingle: with fewer, texts about one subject are alike; with more, one changed word hides a repeat. */
const shingleLength = 3;
const hashCount = 64;
/** Four hashes to a band: texts that are alike by 0.8 share one of the sixteen in 9,998 of 10,000 cases, by 0.3 in 12 of 100. */
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

/** Spreads every bit over all (the finish of MurmurHash3). */
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

/** A text as numbers: what two texts share of these is about what they share of their shingles (Broder's minhash, 1997). */
export function fingerprintText(text: string): Fingerprint {
  const { words } = foldText(text);
  const signature = new Int32Array(hashCount).fill(0x7fffffff);
  const single = words.map((word) => hashText(word));
  for (let n = 0; n <= Math.max(0, single.length - shingleLength); n += 1) {
    let together = 0;
    for (const one of single.slice(n, n + shingleLength)) together = mixBits(Math.imul(together, 31) + one);
    // By index: this is done 64 times for each word of each comment.
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

/** How alike two texts are by their signatures: 0 to 1, give or take 0.06. */
export function similarity(one: number[], other: number[]): number {
  return one.filter((value, place) => value === other[place]).length / hashCount;
}
