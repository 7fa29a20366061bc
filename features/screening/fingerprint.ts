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
  const offsets = new Int32Array(hashCount);
  for (let n = 0; n < hashCount; n += 1) {
    times[n] = next() | 1;
    offsets[n] = next();
  }
  return { times, offsets };
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
  const wordHashes = words.map((word) => hashText(word));
  for (let n = 0; n <= Math.max(0, wordHashes.length - shingleLength); n += 1) {
    let shingleHash = 0;
    for (const hash of wordHashes.slice(n, n + shingleLength)) shingleHash = mixBits(Math.imul(shingleHash, 31) + hash);
    // An index loop: it runs 64 times for each word of each comment.
    for (let index = 0; index < hashCount; index += 1) {
      const value = mixBits(
        Math.imul(shingleHash, hashFunctions.times[index] ?? 1) + (hashFunctions.offsets[index] ?? 0),
      );
      if (value < (signature[index] ?? 0)) signature[index] = value;
    }
  }
  const bands: number[] = [];
  for (let start = 0; start < hashCount; start += hashesPerBand) {
    let band = start + 1;
    for (const hash of signature.subarray(start, start + hashesPerBand)) band = mixBits(Math.imul(band, 31) + hash);
    bands.push(band);
  }
  return { words: words.length, signature: [...signature], bands };
}

/** Estimates the similarity of two texts from their signatures: 0 to 1, within about 0.06. */
export function similarity(first: number[], second: number[]): number {
  return first.filter((value, index) => value === second[index]).length / hashCount;
}
