/** Random numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** From 0 (included) to 1 (excluded). */
  next(): number;
  /** A whole number from 0 (included) to `below` (excluded). */
  whole(below: number): number;
  /** An item of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded by splitmix32: small, fast, and far better than texts need. */
export function seeded(seed: number): Random {
  let mixed = seed | 0;
  const mix = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const next = () => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + out) | 0;
    return (out >>> 0) / 4_294_967_296;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  const whole = (below: number) => Math.floor(next() * below);
  return {
    next,
    whole,
    pick<T>(list: readonly T[]): T {
      const item = list[whole(list.length)];
      if (item === undefined) throw new Error("Nothing to pick from: the list is empty.");
      return item;
    },
  };
}

/**
 * Draws 0 … size-1 with a probability of 1/(rank+1+shift)^exponent each (Zipf, with Mandelbrot's shift, which flattens
 * the first ranks): words, tags and readers' attention are distributed so. Constant time per draw by a table of 65,536
 * slots; ranks rarer than a slot share the last ones evenly.
 */
export function zipf(size: number, exponent: number, shift = 0): (random: Random) => number {
  const slots = 65_536;
  const table = new Uint32Array(slots);
  let sum = 0;
  for (let rank = 0; rank < size; rank += 1) sum += (rank + 1 + shift) ** -exponent;
  let reached = 0;
  let slot = 0;
  let firstRare = size;
  for (let rank = 0; rank < size; rank += 1) {
    const share = ((rank + 1 + shift) ** -exponent / sum) * slots;
    if (share < 1) {
      firstRare = rank;
      break;
    }
    reached += share;
    while (slot < reached && slot < slots) table[slot++] = rank;
  }
  const common = slot;
  const rare = size - firstRare;
  return (random) => {
    const at = random.whole(slots);
    return at < common || rare === 0 ? (table[Math.min(at, common - 1)] ?? 0) : firstRare + random.whole(rare);
  };
}

/** Distributes `total` among `size` places by Zipf: whole numbers whose sum is exactly `total`, in random order. */
export function distribute(total: number, size: number, exponent: number, random: Random): Uint32Array {
  const shares = new Uint32Array(size);
  if (size === 0) return shares;
  let sum = 0;
  for (let rank = 0; rank < size; rank += 1) sum += (rank + 1) ** -exponent;
  let target = 0;
  let assigned = 0;
  for (let rank = 0; rank < size; rank += 1) {
    target += ((rank + 1) ** -exponent / sum) * total;
    const share = rank === size - 1 ? total - assigned : Math.min(Math.round(target) - assigned, total - assigned);
    shares[rank] = share;
    assigned += share;
  }
  for (let at = size - 1; at > 0; at -= 1) {
    const other = random.whole(at + 1);
    const swapped = shares[at] ?? 0;
    shares[at] = shares[other] ?? 0;
    shares[other] = swapped;
  }
  return shares;
}
