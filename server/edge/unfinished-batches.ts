/** The number of batches that are remembered while a cache does not answer, perhaps for days. */
const maxBatches = 1_000;

/** The batches that were not purged for the last time, and where the log had been read to after each. */
export class UnfinishedBatches<Position> {
  #batches: { batch: number; position: Position }[] = [];

  get count(): number {
    return this.#batches.length;
  }

  /** Adds a batch, whose number is higher than those before. */
  add(batch: number, position: Position): void {
    // The last one stands for those that are left out: it is finished later.
    if (this.#batches.length >= maxBatches) this.#batches.pop();
    this.#batches.push({ batch, position });
  }

  /** Removes the batches up to this one, and returns the position after the last of them; undefined if there is none. */
  finish(batch: number): Position | undefined {
    const count = this.#batches.findLastIndex((one) => one.batch <= batch) + 1;
    return this.#batches.splice(0, count).at(-1)?.position;
  }
}
