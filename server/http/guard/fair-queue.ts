import { FairConcurrencyLimit } from "./fair-concurrency-limit.ts";

export interface FairQueueOptions {
  /** Requests that work at once. Their work shares one thread, so more of them finish no sooner, and each delays whatever else the thread does. */
  maxRunning: number;
  /** Milliseconds after which a request that mostly waits (for the database, its reader, a hash) no longer counts as working. */
  maxHoldMs: number;
}

export const fairQueueLimits: FairQueueOptions = { maxRunning: 8, maxHoldMs: 500 };

/**
 * Decides in which order requests work. Networks take turns, and none has more than its share of the running ones (`ConcurrencyLimit`): a network that sends a
 * hundred requests at once waits for them itself, and the others do not. How many may wait is bounded by whoever calls.
 */
export class FairQueue {
  readonly #running: FairConcurrencyLimit;
  readonly #maxHoldMs: number;
  /** In the order of their turns. */
  readonly #waiting = new Map<string, ((leave: () => void) => void)[]>();

  constructor({ maxRunning, maxHoldMs }: FairQueueOptions = fairQueueLimits) {
    this.#running = new FairConcurrencyLimit(maxRunning);
    this.#maxHoldMs = maxHoldMs;
  }

  /** Begins a network's work, at once or when its turn comes; call what it gives when the work is done (twice does no harm). */
  enter(network: string): (() => void) | Promise<() => void> {
    const leave = this.#waiting.has(network) ? undefined : this.#start(network);
    if (leave) return leave;
    return new Promise((resolve) => {
      const own = this.#waiting.get(network);
      if (own) own.push(resolve);
      else this.#waiting.set(network, [resolve]);
    });
  }

  #start(network: string): (() => void) | undefined {
    const release = this.#running.enter(network);
    if (!release) return undefined;
    let isOver = false;
    const leave = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      // Once the thread has looked for other events: libuv accepts one connection each time, and work that waits for nothing would follow on itself.
      setImmediate(() => {
        release();
        this.#next();
      });
    };
    const timer = setTimeout(leave, this.#maxHoldMs).unref();
    return leave;
  }

  #next(): void {
    for (const [network, own] of this.#waiting) {
      const leave = this.#start(network);
      if (!leave) continue;
      // To the end of the order, if it has more.
      this.#waiting.delete(network);
      own.shift()?.(leave);
      if (own.length > 0) this.#waiting.set(network, own);
    }
  }
}
