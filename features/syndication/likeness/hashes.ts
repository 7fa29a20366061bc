import { mixBits } from "#lib/words/hash-word.ts";

/** Hashes each run of `length` words, in order. */
export function hashShingles(words: number[], length: number): number[] {
  const hashes: number[] = [];
  for (let start = 0; start + length <= words.length; start += 1) {
    let hash = 0;
    for (let n = start; n < start + length; n += 1) hash = mixBits(Math.imul(hash, 31) + (words[n] ?? 0));
    hashes.push(hash);
  }
  return hashes;
}

/** The smallest distinct hashes, in ascending order: a random sample of a set, the same in every set that has them. */
export function sampleSmallest(hashes: number[], max: number): { count: number; sample: number[] } {
  const distinct = [...new Set(hashes)].sort((one, other) => one - other);
  return { count: distinct.length, sample: distinct.slice(0, max) };
}
