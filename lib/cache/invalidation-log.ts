import type { Urgency } from "#db/invalidation.ts";

/**
 * Maximum number of tags remembered individually. Beyond it the oldest are forgotten and count as invalidated: that
 * costs one render too many, never one too few.
 */
const maxTags = 50_000;

/** The kinds of invalidation; each includes those before it. */
const kinds = ["removed", "urgent", "any"] as const;
type InvalidationKind = (typeof kinds)[number];

const kindsOf: Record<Urgency, readonly InvalidationKind[]> = { now: kinds, update: ["urgent", "any"], soon: ["any"] };

type InvalidationFollower = (tags: string[], urgency: Urgency) => void;

/** The row of the change log that an invalidation comes from. */
export interface ChangeIdentity {
  timeline: number;
  xid: bigint;
  id: number;
}

type InvalidationObserver = (tags: readonly string[], change: ChangeIdentity | undefined) => void;

/**
 * Remembers when each cache tag was last invalidated, as increasing numbers. An invalidation searches nothing: an entry
 * carries the number at which its render began, and is compared when it is requested. Urgent invalidations are recorded
 * separately, because some readers may wait for the others. So are removals: a page rendered before a removal is never
 * shown again.
 */
export class InvalidationLog {
  #sequence = 0;
  /** The newest number that may have been forgotten. */
  #forgotten = 0;
  /** The number of the latest invalidation of each kind, over all tags. */
  readonly #latest: Record<InvalidationKind, number> = { removed: 0, urgent: 0, any: 0 };
  readonly #last: Record<InvalidationKind, Map<string, number>> = {
    removed: new Map(),
    urgent: new Map(),
    any: new Map(),
  };
  readonly #limit: number;
  readonly #followers = new Set<InvalidationFollower>();
  readonly #observers = new Set<InvalidationObserver>();

  constructor(limit = maxTags) {
    this.#limit = limit;
  }

  /** The number of the latest invalidation. A render that begins now has seen it. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Calls `follower` with each invalidation that is recorded here, at once. */
  follow(follower: InvalidationFollower): void {
    this.#followers.add(follower);
  }

  /** Calls `observer` with each invalidation, also those of other threads, and its row of the change log if known. */
  observe(observer: InvalidationObserver): void {
    this.#observers.add(observer);
  }

  record(tags: Iterable<string>, urgency: Urgency = "now", change?: ChangeIdentity): void {
    const all = [...tags];
    this.recordReceived(all, urgency, change);
    for (const follower of this.#followers) follower(all, urgency);
  }

  /** Records an invalidation that another thread has recorded and announced: followers are not called. */
  recordReceived(tags: readonly string[], urgency: Urgency, change?: ChangeIdentity): void {
    this.#sequence += 1;
    for (const observer of this.#observers) observer(tags, change);
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

  /** Whether any of these tags was invalidated after `since`. Every invalidation affects unknown tags (undefined). */
  isInvalidatedSince(tags: readonly string[] | undefined, since: number): boolean {
    return this.#touched("any", tags, since);
  }

  /** As `isInvalidatedSince`, for urgent invalidations only. */
  isUrgentlyInvalidatedSince(tags: readonly string[] | undefined, since: number): boolean {
    return this.#touched("urgent", tags, since);
  }

  /** As `isInvalidatedSince`, for removals only. */
  hasRemovalSince(tags: readonly string[] | undefined, since: number): boolean {
    return this.#touched("removed", tags, since);
  }

  /** Whether there was any urgent invalidation after `since`. */
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
