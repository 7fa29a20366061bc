/** Lets so many in at once; the others wait in the order of asking. */
export class ConcurrencyLimit {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(mostAtOnce: number) {
    this.#free = mostAtOnce;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs `work` when a place is free; its result or its error passes through. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place goes to the next in line without being free in between: nobody slips in.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** Pictures worked on at once: each takes a core for up to a second, and pages need the other. */
const encodingLimit = new ConcurrencyLimit(2);
/** New ones among them: an upload holds its whole file, and those who read keep a place. */
const uploadLimit = new ConcurrencyLimit(1);

/** How many wait for their turn. */
export function countWaitingEncodings(): number {
  return encodingLimit.waiting;
}

/** Runs `work` on a picture when a place is free. */
export function runEncoding<T>(work: () => Promise<T>): Promise<T> {
  return encodingLimit.run(work);
}

/** The same for a new picture: one at a time, so that however many come at once, one file is in memory. */
export function runUploadEncoding<T>(work: () => Promise<T>): Promise<T> {
  return uploadLimit.run(() => encodingLimit.run(work));
}
