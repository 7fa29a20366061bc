import { LRUCache } from "lru-cache";
import { BoundedEntries, otherEntry } from "./counters.ts";
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

const newEntries = () =>
  new BoundedEntries<StatementTime>(maxStatements, (name) => ({ name, count: 0, seconds: 0, slowest: 0 }));

/** Reads and writes of rows. The rest (transactions, migrations) is counted together. */
const ofRows = /^\s*(?:select|insert|update|delete|with)\b/i;

/** Measures statements by name. */
export class StatementTimes {
  readonly #names = new LRUCache<string, StatementTime>({ max: 1_000 });
  #entries = newEntries();

  /** Counts a statement that took `ms`, and returns its name. A text that was seen before is not named again: that takes longer than the rest. */
  record(text: string, ms: number): string {
    let entry = this.#names.get(text);
    if (!entry) {
      entry = this.#entries.get(ofRows.test(text) ? nameStatement(text) : otherEntry);
      this.#names.set(text, entry);
    }
    const seconds = ms / 1_000;
    entry.count += 1;
    entry.seconds += seconds;
    if (seconds > entry.slowest) entry.slowest = seconds;
    return entry.name;
  }

  /** Forgets everything: what prepares a site does not belong to its work. */
  clear(): void {
    this.#names.clear();
    this.#entries = newEntries();
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
