import type { Urgency } from "#db/changes.ts";

/** Tags remembered one by one; beyond it the oldest are forgotten and treated as cleared (one render too many, never one too few). */
const mostTags = 50_000;

/**
 * Remembers when each cache tag was last cleared, as numbers that only grow. Nothing has to be walked at a clear: whoever
 * holds something made from the database compares the number of its beginning with the log when it is asked for.
 * Urgent clears are known apart: whoever may wait looks at those alone.
 */
export class ClearLog {
  #sequence = 0;
  /** The number of the latest urgent clear. */
  #urgent = 0;
  /** The newest number that may have been forgotten. */
  #forgotten = 0;
  readonly #last = new Map<string, number>();
  readonly #lastUrgent = new Map<string, number>();
  readonly #limit: number;

  constructor(limit = mostTags) {
    this.#limit = limit;
  }

  /** The number of the latest clear: what begins now has seen it. */
  get sequence(): number {
    return this.#sequence;
  }

  mark(tags: Iterable<string>, urgency: Urgency = "now"): void {
    this.#sequence += 1;
    if (urgency === "now") this.#urgent = this.#sequence;
    for (const tag of tags) {
      this.#note(this.#last, tag);
      if (urgency === "now") this.#note(this.#lastUrgent, tag);
    }
  }

  #note(last: Map<string, number>, tag: string): void {
    last.delete(tag);
    last.set(tag, this.#sequence);
    if (last.size <= this.#limit) return;
    for (const [oldest, at] of last) {
      this.#forgotten = Math.max(this.#forgotten, at);
      last.delete(oldest);
      return;
    }
  }

  /** Whether any of these tags was cleared after `since`. Unknown tags (undefined) count as touched by every clear. */
  clearedSince(tags: readonly string[] | undefined, since: number): boolean {
    if (since >= this.#sequence) return false;
    return this.#touched(this.#last, tags, since);
  }

  /** As `clearedSince`, of urgent clears alone. */
  urgentlyClearedSince(tags: readonly string[] | undefined, since: number): boolean {
    if (since >= this.#urgent) return false;
    return this.#touched(this.#lastUrgent, tags, since);
  }

  /** Whether there was any urgent clear after `since`. */
  anyUrgentSince(since: number): boolean {
    return since < this.#urgent;
  }

  #touched(last: ReadonlyMap<string, number>, tags: readonly string[] | undefined, since: number): boolean {
    if (tags === undefined) return true;
    if (tags.length > 0 && since < this.#forgotten) return true;
    return tags.some((tag) => (last.get(tag) ?? 0) > since);
  }
}
