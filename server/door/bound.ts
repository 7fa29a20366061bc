/** A number of things at once, and no more. */
export class Bound {
  #taken = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get taken(): number {
    return this.#taken;
  }

  /** A place, given back by calling the result (once is enough, twice does no harm); undefined if all are taken. */
  enter(): (() => void) | undefined {
    if (this.#taken >= this.#most) return undefined;
    this.#taken += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#taken -= 1;
    };
  }
}
