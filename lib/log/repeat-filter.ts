/** How long repeats of a line are counted before the count is reported (ms). */
const repeatWindowMs = 60_000;
/** Kinds of lines counted at once; above it the oldest is reported and dropped. */
const maxKinds = 500;

interface Kind {
  count: number;
  timer: NodeJS.Timeout;
  report: (count: number) => void;
}

/** Passes a line once per kind and minute, and reports at the end of the minute how often it recurred. */
export class RepeatFilter {
  readonly #kinds = new Map<string, Kind>();
  readonly #windowMs: number;

  constructor(windowMs = repeatWindowMs) {
    this.#windowMs = windowMs;
  }

  /**
   * Whether a line of this kind is to be written. If not, it is counted, and `report` receives the count when the
   * minute is over.
   */
  isNew(key: string, report: (count: number) => void): boolean {
    const known = this.#kinds.get(key);
    if (known) {
      known.count += 1;
      return false;
    }
    const oldest = this.#kinds.keys().next();
    if (this.#kinds.size >= maxKinds && !oldest.done) this.#end(oldest.value, false);
    const timer = setTimeout(() => this.#end(key), this.#windowMs);
    timer.unref();
    this.#kinds.set(key, { count: 0, timer, report });
    return true;
  }

  /** The number of kinds being counted. */
  get size(): number {
    return this.#kinds.size;
  }

  /** Reports all counts so far, as before the process ends. */
  flush(): void {
    for (const key of [...this.#kinds.keys()]) this.#end(key, false);
  }

  /** A kind that recurred is counted again: one line a minute, as long as it lasts. */
  #end(key: string, restart = true): void {
    const kind = this.#kinds.get(key);
    if (!kind) return;
    clearTimeout(kind.timer);
    this.#kinds.delete(key);
    if (kind.count === 0) return;
    kind.report(kind.count);
    if (restart) this.isNew(key, kind.report);
  }
}
