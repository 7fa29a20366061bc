/** Lines that are named for each reason; the others are only counted. */
const maxNamed = 1_000;

/** Lines of a file that could not be read, for one reason. */
export interface WrongLinesOf<Reason> {
  reason: Reason;
  count: number;
  /** The numbers of the first of them. */
  lines: number[];
}

/** Collects the lines of a file that could not be read, in bounded memory. */
export class WrongLines<Reason extends string> {
  readonly #found = new Map<Reason, WrongLinesOf<Reason>>();

  add(line: number, reason: Reason): void {
    const found = this.#found.get(reason) ?? { reason, count: 0, lines: [] };
    this.#found.set(reason, found);
    found.count += 1;
    if (found.lines.length < maxNamed) found.lines.push(line);
  }

  list(): WrongLinesOf<Reason>[] {
    return [...this.#found.values()];
  }
}
