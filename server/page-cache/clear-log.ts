/** Tags remembered one by one; beyond it the oldest are forgotten and treated as cleared (one render too many, never one too few). */
const mostTags = 50_000;

/**
 * Remembers when each cache tag was last cleared, as numbers that only grow. Nothing has to be walked at a clear: whoever
 * holds something made from the database compares the number of its beginning with the log when it is asked for.
 */
export class ClearLog {
  #sequence = 0;
  /** The newest number that may have been forgotten. */
  #forgotten = 0;
  readonly #last = new Map<string, number>();
  readonly #limit: number;

  constructor(limit = mostTags) {
    this.#limit = limit;
  }

  /** The number of the latest clear: what begins now has seen it. */
  get sequence(): number {
    return this.#sequence;
  }

  mark(tags: Iterable<string>): void {
    this.#sequence += 1;
    for (const tag of tags) {
      this.#last.delete(tag);
      this.#last.set(tag, this.#sequence);
    }
    for (const [tag, at] of this.#last) {
      if (this.#last.size <= this.#limit) break;
      this.#forgotten = at;
      this.#last.delete(tag);
    }
  }

  /** Whether any of these tags was cleared after `since`. Unknown tags (undefined) count as touched by every clear. */
  clearedSince(tags: readonly string[] | undefined, since: number): boolean {
    if (since >= this.#sequence) return false;
    if (tags === undefined) return true;
    if (tags.length > 0 && since < this.#forgotten) return true;
    return tags.some((tag) => (this.#last.get(tag) ?? 0) > since);
  }
}
