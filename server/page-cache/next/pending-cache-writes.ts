import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { InvalidationLog } from "../invalidation-log.ts";

/** How long a render waits for data that are being computed (ms). Most computations take less. */
const maxWaitMs = 300;
/** Data requested but not stored after this time (ms) are no longer being computed. */
const maxPendingMs = 60_000;

/**
 * Numbers of the invalidation log: when the computation itself began, how old the results of the functions that it calls may be, and how old those of
 * their callees may be. Three suffice: a page calls a cached function that calls one that calls one.
 */
type Ages = [own: number, called: number, calledByThose: number];

interface PendingCacheWrite {
  ages: Ages;
  /** In the clock's ms. */
  readonly until: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
  /** Whether a render has already waited for it as long as allowed. */
  slow: boolean;
}

/** A render that is running. */
export interface RenderSnapshot {
  readonly since: number;
  end(): void;
}

/**
 * Tracks the 'use cache' results that are being computed: from the request that found nothing in the store until they are stored. Next gives the same
 * result to all requests that arrive meanwhile, even if its tags were invalidated since it began (the cross-request join of its use-cache-wrapper,
 * seen in 16.4.6; it stores only complete results). A page rendered after a new comment could then be stored without that comment. So a render waits
 * briefly for computations that began before the latest invalidation. Anything stored while the render runs dates the render, because the render may
 * contain it.
 */
export class PendingCacheWrites {
  /** One key may have several: Next treats pages and route handlers as two programs, and each computes its own. */
  readonly #byKey = new Map<string, PendingCacheWrite[]>();
  readonly #renders = new Set<{ since: number }>();
  readonly #invalidations: InvalidationLog;
  readonly #now: () => number;

  constructor(invalidations: InvalidationLog, now = () => performance.now()) {
    this.#invalidations = invalidations;
    this.#now = now;
  }

  /** Records that `key` was requested but is not stored: the request computes it. */
  recordMiss(key: string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const until = this.#now() + maxPendingMs;
    const began = this.#invalidations.sequence;
    const write: PendingCacheWrite = { ages: [began, began, began], until, ended: promise, end: resolve, slow: false };
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), write]);
  }

  /**
   * Called when the result for `key` is complete. Returns the number of the invalidation log with which it is current. Other results that are being
   * computed may contain it.
   */
  async storing(key: string): Promise<number> {
    this.#date(key);
    const since = this.#sinceOf(key);
    // A result inside this one may complete a few microtasks later.
    if ([...this.#pending()].some((other) => other.ages[0] < since)) await yieldToEventLoop();
    return this.#sinceOf(key);
  }

  /**
   * Called when a result is stored or discarded. If several have this key, the older ones count as pending, because it is unknown which one
   * completed.
   */
  complete(key: string): void {
    // Includes computations that began since `storing`.
    this.#date(key);
    const writes = this.#byKey.get(key) ?? [];
    writes.pop()?.end();
    if (writes.length === 0) this.#byKey.delete(key);
  }

  /** Records the begin of a render. `joined`: running renders of the same page, whose response Next may reuse. */
  begin(joined: readonly RenderSnapshot[] = []): RenderSnapshot {
    const own = { since: this.#invalidations.sequence };
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

  /** Resolves when everything that began before the latest invalidation is stored or has timed out; undefined if there is nothing to wait for. */
  settled(): Promise<void> | undefined {
    const old = [...this.#pending()].filter(({ ages, slow }) => ages[2] < this.#invalidations.sequence && !slow);
    return old.length > 0 ? this.#wait(old) : undefined;
  }

  async #wait(old: PendingCacheWrite[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<true>((resolve) => {
      timer = setTimeout(() => resolve(true), maxWaitMs);
    });
    const isLate = await Promise.race([Promise.all(old.map(({ ended }) => ended)), late]);
    clearTimeout(timer);
    if (isLate === true) for (const write of old) write.slow = true;
    // Next drops what it has stored a few microtasks later, and hands it on until then.
    await yieldToEventLoop();
  }

  #sinceOf(key: string): number {
    return this.#agesOf(key)[2];
  }

  #agesOf(key: string): Ages {
    const now = this.#invalidations.sequence;
    return (this.#byKey.get(key) ?? []).reduce<Ages>((oldest, { ages }) => older(oldest, ages), [now, now, now]);
  }

  /**
   * Dates running renders and computations, because they may contain the result for `key`. Results pass on their age only as deep as cached functions
   * call each other: under constant load, one old number would otherwise never disappear.
   */
  #date(key: string): void {
    const [own, called, calledByThose] = this.#agesOf(key);
    for (const render of this.#renders) render.since = Math.min(render.since, calledByThose);
    for (const write of this.#pending()) write.ages = older(write.ages, [write.ages[0], own, called]);
  }

  *#pending(): Generator<PendingCacheWrite> {
    const now = this.#now();
    for (const [key, writes] of this.#byKey) {
      const alive = writes.filter(({ until }) => until > now);
      if (alive.length === 0) this.#byKey.delete(key);
      else if (alive.length < writes.length) this.#byKey.set(key, alive);
      yield* alive;
    }
  }
}

function older(some: Ages, others: Ages): Ages {
  return [Math.min(some[0], others[0]), Math.min(some[1], others[1]), Math.min(some[2], others[2])];
}
