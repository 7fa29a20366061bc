import type { EventQueue } from "./event-queue.ts";

/** Changes of so long are purged together (ms; server/edge/purger.ts). */
const collectMs = 30;

/** The purges of one cache in front of the site, in simulated time: those that are due become one request. */
export class SimulatedPurges {
  readonly counts = { requests: 0, keys: 0 };
  readonly #queue: EventQueue;
  readonly #options: { delaysMs: readonly number[]; maxKeys: number; requestMs: number };
  #collected: Set<number> | undefined;
  #due = new Set<number>();
  #isBusy = false;

  constructor(queue: EventQueue, options: { delaysMs: readonly number[]; maxKeys: number; requestMs: number }) {
    this.#queue = queue;
    this.#options = options;
  }

  /** The keys of a change that the purger has read. */
  add(keys: readonly number[]): void {
    if (this.#collected) {
      for (const key of keys) this.#collected.add(key);
      return;
    }
    const collected = new Set(keys);
    this.#collected = collected;
    this.#queue.add(this.#queue.now + collectMs, () => {
      this.#collected = undefined;
      for (const delay of this.#options.delaysMs)
        this.#queue.add(this.#queue.now + delay, () => {
          for (const key of collected) this.#due.add(key);
          this.#send();
        });
    });
  }

  #send(): void {
    if (this.#isBusy || this.#due.size === 0) return;
    const { maxKeys, requestMs } = this.#options;
    const requests = Math.ceil(this.#due.size / maxKeys);
    this.counts.requests += requests;
    this.counts.keys += this.#due.size;
    this.#due = new Set();
    this.#isBusy = true;
    this.#queue.add(this.#queue.now + requests * requestMs, () => {
      this.#isBusy = false;
      this.#send();
    });
  }
}
