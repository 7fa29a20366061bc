import { setImmediate as turn } from "node:timers/promises";
import type { ClearLog } from "./clear-log.ts";

/** How long a render waits for data that are being made (ms): most take less, and the page is dated by what takes longer. */
const longestWait = 300;
/** What was asked for and is not stored after so long (ms) is no longer being made: renders are given up then as well. */
const longestLife = 30_000;

interface Fill {
  /** The clear log's number when it began. */
  readonly began: number;
  /** The number as of which it may be: it may hold data that were being made when it began. */
  readonly since: number;
  /** In the clock's ms. */
  readonly until: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
  /** Somebody waited as long as one may. */
  slow: boolean;
}

/**
 * The 'use cache' results that are being made: from the question to which the store had no answer until they are stored. Whoever asks for
 * one meanwhile is given the same by Next, whatever was cleared since it began (the cross-request join of its use-cache-wrapper, seen in
 * 16.4.6; it stores what is complete, not what it begins). A page made after a comment would be kept without it. So a render waits a
 * little for what began before the latest clear, and is dated by the oldest data that it may still be given.
 */
export class Fills {
  /** Of one key there may be several: pages and route handlers are two programs to Next, each with its own. */
  readonly #byKey = new Map<string, Fill[]>();
  readonly #clears: ClearLog;
  readonly #now: () => number;

  constructor(clears: ClearLog, now = () => performance.now()) {
    this.#clears = clears;
    this.#now = now;
  }

  /** What is stored under `key` was asked for and is not there: whoever asked makes it. */
  asked(key: string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const began = this.#clears.sequence;
    let since = began;
    // Cached functions call others, one deep: those say what they were given by theirs.
    for (const fill of this.#pending()) since = Math.min(since, fill.began);
    const fill = { began, since, until: this.#now() + longestLife, ended: promise, end: resolve, slow: false };
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), fill]);
  }

  /** The clear log's number as of which what is now to be stored under `key` may be. */
  sinceOf(key: string): number {
    return Math.min(this.#clears.sequence, ...(this.#byKey.get(key) ?? []).map(({ since }) => since));
  }

  /** What was made under `key` is stored, or was not worth it. Of several nobody knows which: the older ones count as pending. */
  made(key: string): void {
    const fills = this.#byKey.get(key) ?? [];
    fills.pop()?.end();
    if (fills.length === 0) this.#byKey.delete(key);
  }

  /** The clear log's number as of which a render is that begins now. */
  get since(): number {
    let since = this.#clears.sequence;
    for (const fill of this.#pending()) since = Math.min(since, fill.since);
    return since;
  }

  /** Resolves when what began before the latest clear is stored, or has taken too long; undefined where there is nothing to wait for. */
  settled(): Promise<void> | undefined {
    const old = [...this.#pending()].filter(({ since, slow }) => since < this.#clears.sequence && !slow);
    return old.length > 0 ? this.#wait(old) : undefined;
  }

  async #wait(old: Fill[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<true>((resolve) => {
      timer = setTimeout(() => resolve(true), longestWait);
    });
    const isLate = await Promise.race([Promise.all(old.map(({ ended }) => ended)), late]);
    clearTimeout(timer);
    if (isLate === true) for (const fill of old) fill.slow = true;
    // Next forgets what it has stored a few promises later; until then it hands it on.
    await turn();
  }

  *#pending(): Generator<Fill> {
    const now = this.#now();
    for (const [key, fills] of this.#byKey) {
      const alive = fills.filter(({ until }) => until > now);
      if (alive.length === 0) this.#byKey.delete(key);
      else if (alive.length < fills.length) this.#byKey.set(key, alive);
      yield* alive;
    }
  }
}
