import { FairConcurrencyLimit } from "./fair-concurrency-limit.ts";

export interface FairQueueOptions {
  /**
   * Requests that run at once. Their work shares one thread, so running more of them finishes none sooner, and each
   * delays everything else on the thread.
   */
  maxRunning: number;
  /**
   * Milliseconds after which a request that mostly waits (for the database, its reader, a hash) no longer counts as
   * running.
   */
  maxHoldMs: number;
}

export const fairQueueLimits: FairQueueOptions = { maxRunning: 8, maxHoldMs: 500 };

/**
 * Decides in which order requests run. Networks alternate, and none has more than its share of the running ones
 * (`FairConcurrencyLimit`): a network that sends a hundred requests at once waits for them itself, and the others do not.
 * The caller bounds how many may wait.
 */
export class FairQueue {
  readonly #running: FairConcurrencyLimit;
  readonly #maxHoldMs: number;
  /** By network, in the order in which they are served. */
  readonly #waiting = new Map<string, ((leave: () => void) => void)[]>();

  constructor({ maxRunning, maxHoldMs }: FairQueueOptions = fairQueueLimits) {
    this.#running = new FairConcurrencyLimit(maxRunning);
    this.#maxHoldMs = maxHoldMs;
  }

  /**
   * Starts a network's work, at once or later. Resolves to a function to call when the work is done (calling it twice
   * is harmless).
   */
  enter(network: string): (() => void) | Promise<() => void> {
    const leave = this.#waiting.has(network) ? undefined : this.#start(network);
    if (leave) return leave;
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(network);
      if (waiting) waiting.push(resolve);
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
      // After other events: libuv accepts one connection per loop iteration, and work that waits for nothing would
      // follow on itself.
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
      // Moves the network to the end of the order if it has more.
      this.#waiting.delete(network);
      own.shift()?.(leave);
      if (own.length > 0) this.#waiting.set(network, own);
    }
  }
}
