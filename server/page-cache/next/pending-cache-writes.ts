import { setImmediate as turn } from "node:timers/promises";
import type { InvalidationLog } from "../invalidation-log.ts";

/** How long a render waits for data that are being computed (ms): most take less. */
const maxWaitMs = 300;
/** Data requested but not stored after this time (ms) are no longer being computed. */
const maxPendingMs = 60_000;

/**
 * Numbers of the invalidation log: when it began itself, as of when its callees may be, and theirs. A page calls a
 * function that calls one that calls one.
 */
type Ages = [own: number, called: number, calledByThose: number];

interface PendingCacheWrite {
  ages: Ages;
  /** In the clock's ms. */
  readonly until: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
  /** Whether a render waited for as long as allowed. */
  slow: boolean;
}

/** A render that is running. */
export interface RenderSnapshot {
  readonly since: number;
  end(): void;
}

/**
 * The 'use cache' results that are being computed: from the request that found nothing in the store until they are
 * stored. Next gives the same result to everyone who requests one meanwhile, whatever was invalidated since it began
 * (the cross-request join of its use-cache-wrapper, seen in 16.4.6; it stores complete results, and hands them to
 * nobody before). A page rendered after a comment would be stored without it. So a render waits briefly for what began
 * before the latest invalidation, and whatever is stored while it runs dates it, because it may contain that.
 */
export class PendingCacheWrites {
  /** Of one key there may be several: pages and route handlers are two programs to Next, each with its own. */
  readonly #byKey = new Map<string, PendingCacheWrite[]>();
  readonly #renders = new Set<{ since: number }>();
  readonly #clears: InvalidationLog;
  readonly #now: () => number;

  constructor(clears: InvalidationLog, now = () => performance.now()) {
    this.#clears = clears;
    this.#now = now;
  }

  /** What is stored under `key` was asked for and is not there: whoever asked makes it. */
  asked(key: string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const until = this.#now() + maxPendingMs;
    const began = this.#clears.sequence;
    const fill: PendingCacheWrite = { ages: [began, began, began], until, ended: promise, end: resolve, slow: false };
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), fill]);
  }

  /** What is asked for under `key` is made: the clear log's number as of which it is. Whatever else is being made may hold it. */
  async storing(key: string): Promise<number> {
    this.#date(key);
    const since = this.#sinceOf(key);
    // What one request makes of something else may be complete a few promises before that is.
    if ([...this.#pending()].some((other) => other.ages[0] < since)) await turn();
    return this.#sinceOf(key);
  }

  /** It is stored, or was not worth it. Of several nobody knows which: the older ones count as pending. */
  made(key: string): void {
    // Also what has begun since `storing`.
    this.#date(key);
    const fills = this.#byKey.get(key) ?? [];
    fills.pop()?.end();
    if (fills.length === 0) this.#byKey.delete(key);
  }

  /** A render begins; `joined`: those of the same page that are running, whose answer Next may give it. */
  begin(joined: readonly RenderSnapshot[] = []): RenderSnapshot {
    const own = { since: this.#clears.sequence };
    let others = joined;
    const since = () => Math.min(own.since, ...others.map((other) => other.since));
    this.#renders.add(own);
    return {
      get since() {
        return since();
      },
      end: () => {
        own.since = since();
        others = [];
        this.#renders.delete(own);
      },
    };
  }

  /** Resolves when what began before the latest clear is stored, or has taken too long; undefined where there is nothing to wait for. */
  settled(): Promise<void> | undefined {
    const old = [...this.#pending()].filter(({ ages, slow }) => ages[2] < this.#clears.sequence && !slow);
    return old.length > 0 ? this.#wait(old) : undefined;
  }

  async #wait(old: PendingCacheWrite[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<true>((resolve) => {
      timer = setTimeout(() => resolve(true), maxWaitMs);
    });
    const isLate = await Promise.race([Promise.all(old.map(({ ended }) => ended)), late]);
    clearTimeout(timer);
    if (isLate === true) for (const fill of old) fill.slow = true;
    // Next forgets what it has stored a few promises later; until then it hands it on.
    await turn();
  }

  #sinceOf(key: string): number {
    return this.#agesOf(key)[2];
  }

  #agesOf(key: string): Ages {
    const now = this.#clears.sequence;
    return (this.#byKey.get(key) ?? []).reduce<Ages>((oldest, { ages }) => older(oldest, ages), [now, now, now]);
  }

  /**
   * What runs now may hold what is stored under `key`. Data hand on their age as deep as cached functions call each other, and no further:
   * one old number would outlive what it came from for as long as data are made all the time.
   */
  #date(key: string): void {
    const [own, called, calledByThose] = this.#agesOf(key);
    for (const render of this.#renders) render.since = Math.min(render.since, calledByThose);
    for (const fill of this.#pending()) fill.ages = older(fill.ages, [fill.ages[0], own, called]);
  }

  *#pending(): Generator<PendingCacheWrite> {
    const now = this.#now();
    for (const [key, fills] of this.#byKey) {
      const alive = fills.filter(({ until }) => until > now);
      if (alive.length === 0) this.#byKey.delete(key);
      else if (alive.length < fills.length) this.#byKey.set(key, alive);
      yield* alive;
    }
  }
}

function older(some: Ages, others: Ages): Ages {
  return [Math.min(some[0], others[0]), Math.min(some[1], others[1]), Math.min(some[2], others[2])];
}
