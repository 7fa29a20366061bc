/** Values by key, found by the beginning of their keys. */
export class PrefixIndex<Value> {
  readonly #keys: string[];
  readonly #values: Value[];

  constructor(entries: readonly (readonly [key: string, value: Value])[]) {
    const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    this.#keys = sorted.map(([key]) => key);
    this.#values = sorted.map(([, value]) => value);
  }

  /** The values whose keys begin so, in the order of their keys; at most `limit`. */
  find(prefix: string, limit = Number.POSITIVE_INFINITY): Value[] {
    const from = this.#lowerBound(prefix);
    let to = from;
    while (to < this.#keys.length && to - from < limit && this.#keys[to]?.startsWith(prefix)) to += 1;
    return this.#values.slice(from, to);
  }

  #lowerBound(prefix: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? "") < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
