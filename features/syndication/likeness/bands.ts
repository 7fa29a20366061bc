import { mixBits } from "#lib/words/hash-word.ts";

/** Hashes in a band, and bands of the whole text and of its beginning: see decision 064 for the chances. */
const rows = 3;
export const textBands = 16;
export const leadBands = 8;

/** Odd multipliers and offsets of the hash functions, from a fixed seed: stored bands must stay comparable. */
const functions = (() => {
  const times = new Int32Array(rows * textBands);
  const offsets = new Int32Array(rows * textBands);
  let state = 0x2545f491;
  for (let n = 0; n < times.length; n += 1) {
    state = mixBits(state + 0x6d2b79f5);
    times[n] = state | 1;
    state = mixBits(state + 0x6d2b79f5);
    offsets[n] = state;
  }
  return { times, offsets };
})();

/**
 * Groups minhash values (Broder, 1997) into bands: two sets with similarity s share at least one of n bands with the probability
 * 1 - (1 - s³)ⁿ. `kind` keeps the bands of different parts of a text apart. Each is a whole number below 2^52.
 */
export function makeBands(hashes: number[], count: number, kind: number): number[] {
  const smallest = new Int32Array(rows * count).fill(0x7fffffff);
  for (const hash of hashes) {
    // An index loop: it runs 48 times for each word.
    for (let n = 0; n < smallest.length; n += 1) {
      const value = mixBits(Math.imul(hash, functions.times[n] ?? 1) + (functions.offsets[n] ?? 0));
      if (value < (smallest[n] ?? 0)) smallest[n] = value;
    }
  }
  const bands: number[] = [];
  for (let band = 0; band < count; band += 1) {
    let low = kind;
    let high = mixBits(band + 100 * kind);
    for (const value of smallest.subarray(rows * band, rows * (band + 1))) {
      low = mixBits(Math.imul(low, 31) + value);
      high = mixBits(Math.imul(high, 37) ^ value);
    }
    bands.push((high >>> 12) * 2 ** 32 + (low >>> 0));
  }
  return bands;
}
