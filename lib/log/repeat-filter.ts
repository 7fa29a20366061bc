/** How long a repeated line is counted before the count is said (ms). */
const repeatWindowMs = 60_000;
/** Kinds of lines that are counted at once; beyond it the oldest is said and begins anew. */
const maxKinds = 500;

interface Kind {
  count: number;
  timer: NodeJS.Timeout;
  tell: (count: number) => void;
}

/** Lets a line through once per kind and minute, and says at the end of the minute how often it came again. */
export class RepeatFilter {
  readonly #kinds = new Map<string, Kind>();
  readonly #windowMs: number;

  constructor(windowMs = repeatWindowMs) {
    this.#windowMs = windowMs;
  }

  /** Whether a line of this kind is to be written. If not it is counted, and `tell` gets the count when the minute is over. */
  isNew(key: string, tell: (count: number) => void): boolean {
    const known = this.#kinds.get(key);
    if (known) {
      known.count += 1;
      return false;
    }
    const oldest = this.#kinds.keys().next();
    if (this.#kinds.size >= maxKinds && !oldest.done) this.#end(oldest.value, false);
    const timer = setTimeout(() => this.#end(key), this.#windowMs);
    timer.unref();
    this.#kinds.set(key, { count: 0, timer, tell });
    return true;
  }

  /** Kinds that are counted now. */
  get size(): number {
    return this.#kinds.size;
  }

  /** Says what was counted so far, as before the process ends. */
  flush(): void {
    for (const key of [...this.#kinds.keys()]) this.#end(key, false);
  }

  /** A kind that came again goes on being counted: one line a minute, as long as it lasts. */
  #end(key: string, goOn = true): void {
    const kind = this.#kinds.get(key);
    if (!kind) return;
    clearTimeout(kind.timer);
    this.#kinds.delete(key);
    if (kind.count === 0) return;
    kind.tell(kind.count);
    if (goOn) this.isNew(key, kind.tell);
  }
}
