/** The entry that counts what has no place in a full list. */
export const otherEntry = "other";

/** Keeps one entry per name, of a limited number of names: whatever comes later shares the entry `other`. */
export class BoundedEntries<T> {
  readonly #entries = new Map<string, T>();
  readonly #max: number;
  readonly #create: (name: string) => T;

  constructor(max: number, create: (name: string) => T) {
    this.#max = max;
    this.#create = create;
  }

  get(name: string): T {
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const isFull = this.#entries.size >= this.#max && name !== otherEntry;
    if (isFull) return this.get(otherEntry);
    const entry = this.#create(name);
    this.#entries.set(name, entry);
    return entry;
  }

  get size(): number {
    return this.#entries.size;
  }

  list(): T[] {
    return [...this.#entries.values()];
  }
}

interface Counted {
  name: string;
  count: number;
}

/** Counts events by name, of a limited number of names. */
export class Counters {
  readonly #entries: BoundedEntries<Counted>;

  constructor(max: number) {
    this.#entries = new BoundedEntries(max, (name) => ({ name, count: 0 }));
  }

  add(name: string, by = 1): void {
    this.#entries.get(name).count += by;
  }

  /** What was counted since the last call. */
  take(): Record<string, number> {
    const counted = Object.fromEntries(
      this.#entries.list().flatMap(({ name, count }) => (count > 0 ? [[name, count]] : [])),
    );
    for (const entry of this.#entries.list()) entry.count = 0;
    return counted;
  }

  totals(): Record<string, number> {
    return Object.fromEntries(this.#entries.list().map(({ name, count }) => [name, count]));
  }
}
