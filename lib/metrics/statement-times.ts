import { LRUCache } from "lru-cache";
import { BoundedEntries } from "./counters.ts";
import { nameStatement } from "./statement-name.ts";

/** How often a statement ran, for how long together, and for how long at most. */
export interface StatementTime {
  name: string;
  count: number;
  seconds: number;
  slowest: number;
}

/** Statements counted apart. The code has about that many. */
const maxStatements = 400;

/** Measures statements by name. */
export class StatementTimes {
  readonly #names = new LRUCache<string, StatementTime>({ max: 1_000 });
  readonly #entries = new BoundedEntries<StatementTime>(maxStatements, (name) => ({
    name,
    count: 0,
    seconds: 0,
    slowest: 0,
  }));

  /** Counts a statement that took `ms`. A text that was seen before is not named again: that takes longer than the rest. */
  record(text: string, ms: number): void {
    let entry = this.#names.get(text);
    if (!entry) {
      entry = this.#entries.get(nameStatement(text));
      this.#names.set(text, entry);
    }
    const seconds = ms / 1_000;
    entry.count += 1;
    entry.seconds += seconds;
    if (seconds > entry.slowest) entry.slowest = seconds;
  }

  /** The statements so far. With `restartSlowest`, their longest times are measured anew from now. */
  list(restartSlowest = false): StatementTime[] {
    return this.#entries.list().map((entry) => {
      const copy = { ...entry };
      if (restartSlowest) entry.slowest = 0;
      return copy;
    });
  }
}
