import type { Urgency } from "#db/invalidation.ts";

/** Tags remembered one by one; beyond it the oldest are forgotten and treated as cleared (one render too many, never one too few). */
const maxTags = 50_000;

/** What a clear was about; each kind includes those before it. */
const kinds = ["removed", "urgent", "any"] as const;
type InvalidationKind = (typeof kinds)[number];

const kindsOf: Record<Urgency, readonly InvalidationKind[]> = { now: kinds, update: ["urgent", "any"], soon: ["any"] };

/**
 * Remembers when each cache tag was last cleared, as numbers that only grow. Nothing has to be walked at a clear: whoever
 * holds something made from the database compares the number of its beginning with the log when it is asked for.
 * Urgent clears are known apart: whoever may wait looks at those alone. So are removals: what was made before one is never shown again.
 */
export class InvalidationLog {
  #sequence = 0;
  /** The newest number that may have been forgotten. */
  #forgotten = 0;
  /** The number of the latest clear of each kind, and of each tag's. */
  readonly #latest: Record<InvalidationKind, number> = { removed: 0, urgent: 0, any: 0 };
  readonly #last: Record<InvalidationKind, Map<string, number>> = {
    removed: new Map(),
    urgent: new Map(),
    any: new Map(),
  };
  readonly #limit: number;

  constructor(limit = maxTags) {
    this.#limit = limit;
  }

  /** The number of the latest clear: what begins now has seen it. */
  get sequence(): number {
    return this.#sequence;
  }

  record(tags: Iterable<string>, urgency: Urgency = "now"): void {
    this.#sequence += 1;
    for (const kind of kindsOf[urgency]) this.#latest[kind] = this.#sequence;
    for (const tag of tags) for (const kind of kindsOf[urgency]) this.#note(this.#last[kind], tag);
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
  isInvalidatedSince(tags: readonly string[] | undefined, since: number): boolean {
    return this.#touched("any", tags, since);
  }

  /** As `clearedSince`, of urgent clears alone. */
  isUrgentlyInvalidatedSince(tags: readonly string[] | undefined, since: number): boolean {
    return this.#touched("urgent", tags, since);
  }

  /** As `clearedSince`, of clears alone that took something away. */
  hasRemovalSince(tags: readonly string[] | undefined, since: number): boolean {
    return this.#touched("removed", tags, since);
  }

  /** Whether there was any urgent clear after `since`. */
  hasUrgentSince(since: number): boolean {
    return since < this.#latest.urgent;
  }

  #touched(kind: InvalidationKind, tags: readonly string[] | undefined, since: number): boolean {
    if (since >= this.#latest[kind]) return false;
    if (tags === undefined) return true;
    if (tags.length > 0 && since < this.#forgotten) return true;
    const last = this.#last[kind];
    return tags.some((tag) => (last.get(tag) ?? 0) > since);
  }
}
