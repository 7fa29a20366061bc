/** Lets at most `max` calls run at once. The others wait, first come first served. */
export class CallQueue {
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Resolves when the call may run. The caller then calls `leave` once. */
  async enter(): Promise<void> {
    if (this.#running < this.#max) {
      this.#running += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** How many of `connections` are busy, and how many calls wait for one. */
  state(connections: number): { busy: number; waiting: number } {
    const sent = Math.max(0, this.#running - connections);
    return { busy: Math.min(this.#running, connections), waiting: sent + this.#waiting.length };
  }

  /** Hands the place to the next call. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
