/** Limits how many tasks run at once. The others wait in the order of their calls. */
export class ConcurrencyLimit {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(maxConcurrent: number) {
    this.#free = maxConcurrent;
  }

  /** Number of waiting tasks. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs `work` when the limit permits, and returns its result. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The slot passes directly to the next task, so that no later call can take it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** Pictures encoded at once: each uses a core for up to a second, and pages need the other core. */
const encodingLimit = new ConcurrencyLimit(2);
/** New pictures among them: an upload holds its whole file in memory, and one slot remains for readers' variants. */
const uploadLimit = new ConcurrencyLimit(1);

/** Counts the encodings that wait. */
export function countWaitingEncodings(): number {
  return encodingLimit.waiting;
}

/** Runs `work` on a picture under the encoding limit. */
export function runEncoding<T>(work: () => Promise<T>): Promise<T> {
  return encodingLimit.run(work);
}

/** Runs `work` on a new picture: one at a time, so that only one uploaded file is in memory. */
export function runUploadEncoding<T>(work: () => Promise<T>): Promise<T> {
  return uploadLimit.run(() => encodingLimit.run(work));
}
