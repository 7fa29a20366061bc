import type { ChangeLogPosition } from "#db/change-log.ts";
import type { ChangeIdentity } from "#lib/cache/invalidation-log.ts";

interface TagChanges {
  /** Only a snapshot whose `xmin` is not less than this contains all changes that are no longer listed. */
  floor: bigint;
  /** The latest changes. */
  latest: ChangeIdentity[];
}

/** Tags remembered individually, as in the invalidation log. */
const maxTags = 50_000;
/** Changes listed for each tag: more than happen to a page during one long transaction. */
const maxChangesOfTag = 16;

/** Whether a process at this position has read the change. It knows nothing of another timeline. */
export function containsChange(position: ChangeLogPosition, { timeline, xid, id }: ChangeIdentity): boolean {
  if (timeline !== position.timeline) return false;
  if (xid < position.xmin || position.seen.has(id)) return true;
  return xid < position.next && !position.running.includes(String(xid));
}

/**
 * The changes that this process has seen, by tag, to decide whether a page that another process rendered contains all
 * of them. What it cannot know counts against the page: that costs a render, never a stale page. Transactions do not
 * commit in the order of their ids, so positions are compared as snapshots.
 */
export class SeenChanges {
  readonly #limit: number;
  readonly #byTag = new Map<string, TagChanges>();
  /** As `TagChanges.floor`, for all tags: changes from before this process read the log, or that were forgotten. */
  #floor = 0n;
  #position: ChangeLogPosition | undefined;
  /** Tags of changes without an identity, recorded since the last position, and before it. */
  #unknown = new Set<string>();
  #olderUnknown = new Set<string>();
  readonly #waiting = new Set<() => void>();

  constructor(limit = maxTags) {
    this.#limit = limit;
  }

  /** How far this process has read the log; undefined before `begin`. */
  get position(): ChangeLogPosition | undefined {
    return this.#position;
  }

  /**
   * Sets the position where reading begins, at the start or after a gap: nothing is known of the changes before it. What
   * was recorded stays, since this process may have committed changes that are not in the position.
   */
  begin(position: ChangeLogPosition): void {
    // Transactions of another timeline have all ended, and are in the position.
    if (position.timeline !== this.#position?.timeline) this.#byTag.clear();
    if (position.next > this.#floor || position.timeline !== this.#position?.timeline) this.#floor = position.next;
    this.#setPosition(position);
  }

  /**
   * Sets the position after the changes that were read have been recorded. Reads follow each other, so the transaction of
   * a change that was recorded without its identity before the last position is in this one.
   */
  advance(position: ChangeLogPosition): void {
    if (position.timeline !== this.#position?.timeline) this.begin(position);
    else this.#setPosition(position);
    for (const tag of this.#olderUnknown) this.#raise(this.#entry(tag), position.next);
    this.#olderUnknown = this.#unknown;
    this.#unknown = new Set();
  }

  /** Records a change of these tags; without its identity, pages with them are refused until the log has been read. */
  record(tags: readonly string[], change?: ChangeIdentity): void {
    for (const tag of tags) {
      if (!change) this.#unknown.add(tag);
      else if (change.timeline === this.#position?.timeline) this.#note(this.#entry(tag), change);
      else this.#unknown.add(tag);
    }
    if (this.#unknown.size <= this.#limit) return;
    // Too many to remember: every page is refused until all of them are in the position.
    this.#unknown = new Set([anyTag]);
  }

  /** Whether a page with these tags, whose process had read the log up to `rendered`, contains every change seen here. */
  accepts(tags: readonly string[], rendered: ChangeLogPosition): boolean {
    if (rendered.timeline !== this.#position?.timeline || rendered.xmin < this.#floor) return false;
    if (this.#isUnknown(anyTag)) return false;
    return tags.every((tag) => {
      if (this.#isUnknown(tag)) return false;
      const entry = this.#byTag.get(tag);
      return (
        !entry || (rendered.xmin >= entry.floor && entry.latest.every((change) => containsChange(rendered, change)))
      );
    });
  }

  /** Waits until the log has been read again, for `ms` at most. */
  async waitForPosition(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    const timer = setTimeout(resolve, ms);
    timer.unref();
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(resolve);
  }

  #setPosition(position: ChangeLogPosition): void {
    this.#position = position;
    // They look at the position in a later turn, when it is complete.
    for (const resolve of this.#waiting) resolve();
  }

  #isUnknown(tag: string): boolean {
    return this.#unknown.has(tag) || this.#olderUnknown.has(tag);
  }

  #entry(tag: string): TagChanges {
    const known = this.#byTag.get(tag) ?? { floor: 0n, latest: [] };
    this.#byTag.delete(tag);
    this.#byTag.set(tag, known);
    if (this.#byTag.size > this.#limit) this.#forgetOldest();
    return known;
  }

  #note(entry: TagChanges, change: ChangeIdentity): void {
    if (entry.latest.some(({ id }) => id === change.id)) return;
    entry.latest.push(change);
    if (entry.latest.length <= maxChangesOfTag) return;
    const dropped = entry.latest.shift();
    if (dropped) this.#raise(entry, dropped.xid + 1n);
  }

  #raise(entry: TagChanges, floor: bigint): void {
    if (floor > entry.floor) entry.floor = floor;
  }

  #forgetOldest(): void {
    for (const [tag, { floor, latest }] of this.#byTag) {
      const needed = latest.reduce((highest, { xid }) => (xid >= highest ? xid + 1n : highest), floor);
      if (needed > this.#floor) this.#floor = needed;
      this.#byTag.delete(tag);
      return;
    }
  }
}

/** Stands for every tag. */
const anyTag = "";
