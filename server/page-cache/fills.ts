import { setImmediate as turn } from "node:timers/promises";
import type { ClearLog } from "./clear-log.ts";

/** After so long (ms) what was asked for and is not being made was given up. */
const longestAsked = 2_000;
/** After so long (ms) what is being made is waited for by nobody any more: renders are given up then as well. */
const longestMade = 30_000;
/** Where clears come faster than fills end, each makes more of them old; the next clear then has the page made again anyway. */
const mostRounds = 5;

interface Fill {
  /** The clear log's number when it began. */
  since: number;
  /** In the clock's ms. */
  until: number;
  ended: Promise<void>;
  end: () => void;
}

/**
 * The 'use cache' results that are being made. Whoever asks for one meanwhile is given the same by Next, whatever was cleared since it began
 * (the cross-request join of its use-cache-wrapper, seen in 16.4.6): a page made after a comment would be kept without it. So who must
 * see a clear waits until what began before it has ended.
 */
export class Fills {
  readonly #byKey = new Map<string, Fill>();
  readonly #clears: ClearLog;
  readonly #now: () => number;

  constructor(clears: ClearLog, now = () => performance.now()) {
    this.#clears = clears;
    this.#now = now;
  }

  /** What is stored under `key` was asked for and is not there: whoever asked makes it. */
  asked(key: string): void {
    this.#begin(key, longestAsked);
  }

  /** It is being made and ends, stored or not, with `stored`. */
  made(key: string, stored: Promise<unknown>): void {
    const fill = this.#byKey.get(key) ?? this.#begin(key, longestMade);
    fill.until = this.#now() + longestMade;
    const end = () => {
      if (this.#byKey.get(key) === fill) this.#byKey.delete(key);
      fill.end();
    };
    stored.then(end, end);
  }

  /** Resolves when nothing is being made any more that began before the latest clear; undefined where nothing is. */
  overtaken(): Promise<void> | undefined {
    return this.#old().length > 0 ? this.#wait() : undefined;
  }

  async #wait(): Promise<void> {
    for (let round = 0; round < mostRounds; round += 1) {
      const old = this.#old();
      if (old.length === 0) return;
      const longest = Math.max(...old.map(({ until }) => until)) - this.#now();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, longest);
      });
      await Promise.race([Promise.all(old.map(({ ended }) => ended)), late]);
      clearTimeout(timer);
      // Next forgets what it has stored a few promises later; until then it hands it on.
      await turn();
    }
  }

  #begin(key: string, life: number): Fill {
    const { promise, resolve } = Promise.withResolvers<void>();
    const fill = { since: this.#clears.sequence, until: this.#now() + life, ended: promise, end: resolve };
    // One that is overwritten was asked for by somebody who has not begun to make it: the later one is the older clear's too.
    const earlier = this.#byKey.get(key);
    if (earlier) {
      fill.since = Math.min(fill.since, earlier.since);
      fill.ended.then(earlier.end);
    }
    this.#byKey.set(key, fill);
    return fill;
  }

  /** What began before the latest clear; forgets what was given up. */
  #old(): Fill[] {
    const now = this.#now();
    const old: Fill[] = [];
    for (const [key, fill] of this.#byKey) {
      if (fill.until <= now) this.#byKey.delete(key);
      else if (fill.since < this.#clears.sequence) old.push(fill);
    }
    return old;
  }
}
