/** Spreads every bit over all bits (the finaliser of MurmurHash3). */
export function mixBits(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** FNV-1a, 32 bits, mixed. */
export function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < word.length; n += 1) hash = Math.imul(hash ^ word.charCodeAt(n), 0x01000193);
  return mixBits(hash);
}

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
