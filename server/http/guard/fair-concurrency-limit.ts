/**
 * A number of slots (or bytes) of which each client network may hold at most as many as are free: one network alone
 * gets half, nine together leave a tenth. So one client can never take everything that the others need. (The dynamic
 * threshold of switches with shared buffers: Choudhury and Hahne, 1998.)
 */
export class FairConcurrencyLimit {
  readonly #max: number;
  readonly #floor: number;
  readonly #held = new Map<string, number>();
  #taken = 0;

  /** `floor`: what a network may hold as long as anything is free, however little. */
  constructor(max: number, floor = 1) {
    this.#max = max;
    this.#floor = floor;
  }

  get inUse(): number {
    return this.#taken;
  }

  /** Acquires `amount` for a network; returns whether it could. */
  acquire(network: string, amount = 1): boolean {
    const held = (this.#held.get(network) ?? 0) + amount;
    const free = this.#max - this.#taken;
    if (amount > free || held > Math.max(this.#floor, free)) return false;
    this.#held.set(network, held);
    this.#taken += amount;
    return true;
  }

  /** Releases what `acquire` acquired. */
  release(network: string, amount = 1): void {
    const remaining = (this.#held.get(network) ?? 0) - amount;
    if (remaining > 0) this.#held.set(network, remaining);
    else this.#held.delete(network);
    this.#taken -= amount;
  }

  /**
   * Acquires one slot. Returns a function that releases it (calling it twice is harmless); undefined if this network
   * gets none.
   */
  enter(network: string): (() => void) | undefined {
    if (!this.acquire(network)) return undefined;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.release(network);
    };
  }
}
