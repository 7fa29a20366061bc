/** Counts, by name, what a conversion left out or could not find, for the report. */
export class OmissionCounter {
  readonly #counts: Map<string, number>;

  constructor(counts: [string, number][] = []) {
    this.#counts = new Map(counts);
  }

  add(name: string, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  /** Adds the counts of a conversion in another thread. */
  merge(counts: Iterable<[string, number]>): void {
    for (const [name, times] of counts) this.add(name, times);
  }

  entries(): [string, number][] {
    return [...this.#counts];
  }

  /** Lists the names that begin with `prefix`, without the prefix, most frequent first. */
  listByPrefix(prefix: string): { name: string; count: number }[] {
    return [...this.#counts]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, count]) => ({ name: name.slice(prefix.length), count }))
      .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
  }
}
