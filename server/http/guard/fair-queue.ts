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
  /** Maximum number of waiting requests. Beyond it those of the lowest priority are refused. */
  maxWaiting: number;
}

/** At 25 ms of processor time each, the last of 256 waits six seconds. */
export const fairQueueLimits: FairQueueOptions = { maxRunning: 8, maxHoldMs: 500, maxWaiting: 256 };

/** From the highest: pages that the cache holds in an older version, requests of signed-in members, everything else. */
export const queuePriorities = ["keptPage", "member", "other"] as const;
export type QueuePriority = (typeof queuePriorities)[number];

/** `prefetch`: nobody waits for the result. Such a request never waits, and runs only if half of the places are free. */
export type RequestPriority = QueuePriority | "prefetch";

/** After this many turns in a row, a higher priority leaves one to a lower one that waits. */
const maxTurnsInRow = 4;

/** Call it when the work is done (twice is harmless). */
type Leave = () => void;

/** Called with undefined if the request is refused. */
type Waiting = (leave: Leave | undefined) => void;

/**
 * Decides in which order requests run, and refuses those beyond the limit of waiting requests. A higher priority goes
 * first. Within a priority networks alternate, and none has more than its share of the running requests
 * (`FairConcurrencyLimit`), so a network that sends a hundred requests at once does not delay the others.
 */
export class FairQueue {
  readonly #running: FairConcurrencyLimit;
  readonly #maxRunning: number;
  readonly #maxHoldMs: number;
  readonly #maxWaiting: number;
  /** By priority and network, in the order in which they are served. */
  readonly #waiting: Record<QueuePriority, Map<string, Waiting[]>> = {
    keptPage: new Map(),
    member: new Map(),
    other: new Map(),
  };
  #waitingCount = 0;
  #turnsInRow = 0;

  constructor({ maxRunning, maxHoldMs, maxWaiting }: FairQueueOptions = fairQueueLimits) {
    this.#running = new FairConcurrencyLimit(maxRunning);
    this.#maxRunning = maxRunning;
    this.#maxHoldMs = maxHoldMs;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Starts a network's work, at once or later. Resolves to a function to call when the work is done, or to undefined if
   * the request is refused because too many wait.
   */
  enter(network: string, priority: RequestPriority = "other"): Leave | Promise<Leave | undefined> {
    if (priority === "prefetch")
      return (this.#isIdle() ? this.#start(network) : undefined) ?? Promise.resolve(undefined);
    const leave = this.#hasWaiting(network) ? undefined : this.#start(network);
    if (leave) return leave;
    if (this.#waitingCount >= this.#maxWaiting && !this.#refuseBelow(priority)) return Promise.resolve(undefined);
    this.#waitingCount += 1;
    return new Promise((resolve) => {
      const networks = this.#waiting[priority];
      const waiting = networks.get(network);
      if (waiting) waiting.push(resolve);
      else networks.set(network, [resolve]);
    });
  }

  /** Whether nothing waits and half of the places stay free with one more request. */
  #isIdle(): boolean {
    return this.#waitingCount === 0 && this.#running.inUse < Math.ceil(this.#maxRunning / 2);
  }

  #hasWaiting(network: string): boolean {
    return queuePriorities.some((priority) => this.#waiting[priority].has(network));
  }

  /** Refuses one request of a lower priority, the lowest first: the newest of the network with the most waiting. */
  #refuseBelow(priority: QueuePriority): boolean {
    for (const lower of [...queuePriorities].reverse()) {
      if (lower === priority) return false;
      const networks = this.#waiting[lower];
      let most: [network: string, waiting: Waiting[]] | undefined;
      for (const one of networks) if (!most || one[1].length > most[1].length) most = one;
      if (!most) continue;
      const [network, waiting] = most;
      waiting.pop()?.(undefined);
      if (waiting.length === 0) networks.delete(network);
      this.#waitingCount -= 1;
      return true;
    }
    return false;
  }

  #start(network: string): Leave | undefined {
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
        while (this.#startNext());
      });
    };
    const timer = setTimeout(leave, this.#maxHoldMs).unref();
    return leave;
  }

  /** Starts the next waiting request that may run; returns false if there is none. */
  #startNext(): boolean {
    const waiting = queuePriorities.filter((priority) => this.#waiting[priority].size > 0);
    const [highest] = waiting;
    // A lower priority gets a turn now and then.
    if (this.#turnsInRow >= maxTurnsInRow && highest) waiting.push(...waiting.splice(0, 1));
    for (const priority of waiting) {
      if (!this.#startOneOf(this.#waiting[priority])) continue;
      this.#turnsInRow = priority === highest ? this.#turnsInRow + 1 : 0;
      return true;
    }
    return false;
  }

  #startOneOf(networks: Map<string, Waiting[]>): boolean {
    for (const [network, own] of networks) {
      const leave = this.#start(network);
      if (!leave) continue;
      // Moves the network to the end of the order if it has more.
      networks.delete(network);
      this.#waitingCount -= 1;
      own.shift()?.(leave);
      if (own.length > 0) networks.set(network, own);
      return true;
    }
    return false;
  }
}
