interface Event {
  at: number;
  /** The order in which events of the same time were added. */
  number: number;
  run: () => void;
}

/** The clock of a simulation: runs events in the order of their times (ms), those of the same time as they were added. */
export class EventQueue {
  /** A binary heap, the earliest first. */
  readonly #heap: Event[] = [];
  #added = 0;
  #now = 0;

  get now(): number {
    return this.#now;
  }

  /** Runs `run` at a time, or now if that has passed. */
  add(at: number, run: () => void): void {
    const event = { at: Math.max(at, this.#now), number: this.#added++, run };
    let place = this.#heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent];
      if (!above || isBefore(above, event)) break;
      this.#heap[place] = above;
      place = parent;
    }
    this.#heap[place] = event;
  }

  /** Runs all events up to a time, also those that they add. */
  runUntil(end: number): void {
    for (let [first] = this.#heap; first && first.at <= end; [first] = this.#heap) {
      this.#removeFirst();
      this.#now = first.at;
      first.run();
    }
    this.#now = end;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [a, b] = [this.#heap[left], this.#heap[left + 1]];
      if (!a) break;
      const [child, smaller] = b && isBefore(b, a) ? [left + 1, b] : [left, a];
      if (isBefore(last, smaller)) break;
      this.#heap[place] = smaller;
      place = child;
    }
    this.#heap[place] = last;
  }
}

const isBefore = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.number < b.number);
