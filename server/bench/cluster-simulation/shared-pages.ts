import type { EventQueue } from "./event-queue.ts";

/** As in server/page-cache/shared-pages/shared-pages.ts. */
const [maxWaitMs, pollMs] = [500, 20];

/** A page in Valkey: the last change in it, and how far the node that stored it had read the log. */
interface StoredPage {
  contains: number;
  position: number;
}

/** Pages and render locks in Valkey, in simulated time. `roundTripMs`: of one call. */
export class SimulatedSharedPages {
  readonly counts = { commands: 0, found: 0, awaited: 0, stored: 0 };
  readonly #queue: EventQueue;
  readonly #roundTripMs: number;
  readonly #pages = new Map<number, StoredPage>();
  readonly #locked = new Set<number>();

  constructor(queue: EventQueue, roundTripMs: number) {
    this.#queue = queue;
    this.#roundTripMs = roundTripMs;
  }

  /**
   * Looks for a page that contains the change `lastSeen()`; waits while another node renders it. Calls `found` with the
   * last change in it, or `render` if the caller has to render it.
   */
  obtain(page: number, lastSeen: () => number, found: (contains: number) => void, render: () => void): void {
    const find = (otherwise: () => void, isLocked: boolean) =>
      this.#call(2, () => {
        const stored = this.#pages.get(page);
        if (!stored || lastSeen() > stored.position) return otherwise();
        this.counts.found += 1;
        if (isLocked) this.release(page);
        found(stored.contains);
      });
    const deadline = this.#queue.now + maxWaitMs;
    const lock = (tries: number) =>
      this.#call(1, () => {
        if (!this.#locked.has(page)) {
          this.#locked.add(page);
          if (tries === 0) return render();
          return find(render, true);
        }
        if (tries === 0) this.counts.awaited += 1;
        if (this.#queue.now + pollMs >= deadline) return render();
        this.#queue.add(this.#queue.now + pollMs, () => lock(tries + 1));
      });
    find(() => lock(0), false);
  }

  store(page: number, stored: StoredPage): void {
    this.#call(3, () => {
      this.counts.stored += 1;
      this.#pages.set(page, stored);
      this.#locked.delete(page);
    });
  }

  release(page: number): void {
    this.#call(1, () => this.#locked.delete(page));
  }

  #call(commands: number, work: () => void): void {
    this.counts.commands += commands;
    this.#queue.add(this.#queue.now + this.#roundTripMs, work);
  }
}
