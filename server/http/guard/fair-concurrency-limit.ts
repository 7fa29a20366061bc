/**
 * A number of places (or bytes) of which each client network may hold at most as many as are free: one network alone
 * gets half, nine together leave a tenth. So one client can never take everything that the others need. (The dynamic
 * threshold that switches use for shared buffers: Choudhury and Hahne, 1998.)
 */
export class FairConcurrencyLimit {
  readonly #max: number;
  readonly #floor: number;
  readonly #held = new Map<string, number>();
  #taken = 0;

  /** `floor`: what a network may hold while there is room at all, however little. */
  constructor(max: number, floor = 1) {
    this.#max = max;
    this.#floor = floor;
  }

  get inUse(): number {
    return this.#taken;
  }

  /** Takes `amount` for a network and says whether it could. */
  acquire(network: string, amount = 1): boolean {
    const held = (this.#held.get(network) ?? 0) + amount;
    const free = this.#max - this.#taken;
    if (amount > free || held > Math.max(this.#floor, free)) return false;
    this.#held.set(network, held);
    this.#taken += amount;
    return true;
  }

  /** Gives back what `take` gave. */
  release(network: string, amount = 1): void {
    const left = (this.#held.get(network) ?? 0) - amount;
    if (left > 0) this.#held.set(network, left);
    else this.#held.delete(network);
    this.#taken -= amount;
  }

  /** One place, given back by calling the result (once is enough, twice does no harm); undefined if this network gets none. */
  enter(network: string): (() => void) | undefined {
    if (!this.acquire(network)) return undefined;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.release(network);
    };
  }
}
