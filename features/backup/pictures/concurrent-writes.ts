/**
 * Does a limited number of writes at once, of a limited number of bytes together: a disk syncs each, a bucket answers
 * each.
 */
export class ConcurrentWrites {
  readonly #maxWrites: number;
  readonly #maxBytes: number;
  readonly #writing = new Set<Promise<void>>();
  #bytes = 0;
  #failure: { error: unknown } | undefined;

  constructor({ maxWrites, maxBytes }: { maxWrites: number; maxBytes: number }) {
    this.#maxWrites = maxWrites;
    this.#maxBytes = maxBytes;
  }

  /** Begins a write, and returns as soon as it has room. Throws the error of an earlier one. */
  async add(bytes: number, write: () => Promise<void>): Promise<void> {
    while (this.#writing.size > 0 && (this.#writing.size >= this.#maxWrites || this.#bytes + bytes > this.#maxBytes))
      await Promise.race(this.#writing);
    if (this.#failure) throw this.#failure.error;
    this.#bytes += bytes;
    const writing = write()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#writing.delete(writing);
        this.#bytes -= bytes;
      });
    this.#writing.add(writing);
  }

  /** Waits for all of them. Throws the first error. */
  async finish(): Promise<void> {
    await this.close();
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits until nothing is written any more, also after a failure. */
  async close(): Promise<void> {
    await Promise.all(this.#writing);
  }
}
