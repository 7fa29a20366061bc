import { createHash } from "node:crypto";
import { parseTarHeader, TarError, tarBlockSize } from "./tar.ts";

/** An entry of a tar. Its content is read before the next entry. */
interface TarEntry {
  name: string;
  size: number;
}

/** Reads a tar from a stream, one entry after the other, and holds no more than the chunk it was given. */
export class TarReader {
  readonly #input: AsyncIterator<Uint8Array>;
  readonly #hash = createHash("sha256");
  #chunk: Uint8Array = new Uint8Array();
  /** What is left of the current entry's content, and of its padding. */
  #left = 0;
  #padding = 0;

  /** The header of the current entry, until its content is read. */
  #header: Uint8Array | undefined;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#input = source[Symbol.asyncIterator]();
  }

  /** The next entry; undefined at the end, after which nothing may follow. Throws a TarError. */
  async next(): Promise<TarEntry | undefined> {
    for await (const _bytes of this.content()) throw new TarError("an entry was not read");
    const block = await this.#block();
    const entry = parseTarHeader(block);
    if (!entry) {
      if (parseTarHeader(await this.#block()) || (await this.#hasMore()))
        throw new TarError("something follows its end");
      return undefined;
    }
    this.#header = block;
    this.#left = entry.size;
    this.#padding = (tarBlockSize - (entry.size % tarBlockSize)) % tarBlockSize;
    return entry;
  }

  /** SHA-256 of everything before the current entry. Before its content is read. */
  get hashBefore(): string {
    return this.#hash.copy().digest("hex");
  }

  /** The content of the current entry, in chunks. */
  async *content(): AsyncGenerator<Uint8Array> {
    if (this.#header) this.#hash.update(this.#header);
    this.#header = undefined;
    while (this.#left > 0) {
      const bytes = await this.#take(this.#left);
      this.#left -= bytes.length;
      this.#hash.update(bytes);
      yield bytes;
    }
    while (this.#padding > 0) {
      const bytes = await this.#take(this.#padding);
      this.#padding -= bytes.length;
      this.#hash.update(bytes);
      if (bytes.some((byte) => byte !== 0)) throw new TarError("something follows an entry");
    }
  }

  /** The whole content of the current entry, which must not be larger than `maxBytes`. */
  async readAll(maxBytes: number): Promise<Buffer> {
    if (this.#left > maxBytes) throw new TarError("an entry is too large");
    const all = Buffer.allocUnsafe(this.#left);
    let filled = 0;
    for await (const bytes of this.content()) {
      all.set(bytes, filled);
      filled += bytes.length;
    }
    return all;
  }

  /** Ends the source, also early. */
  async close(): Promise<void> {
    await this.#input.return?.();
  }

  async #block(): Promise<Uint8Array> {
    const block = new Uint8Array(tarBlockSize);
    for (let filled = 0; filled < tarBlockSize; ) {
      const bytes = await this.#take(tarBlockSize - filled);
      block.set(bytes, filled);
      filled += bytes.length;
    }
    return block;
  }

  /** At least one byte, at most `max`. */
  async #take(max: number): Promise<Uint8Array> {
    if (!(await this.#hasMore())) throw new TarError("its end is missing");
    const bytes = this.#chunk.subarray(0, max);
    this.#chunk = this.#chunk.subarray(bytes.length);
    return bytes;
  }

  async #hasMore(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const { value, done } = await this.#input.next();
      if (done) return false;
      this.#chunk = value;
    }
    return true;
  }
}
