import { createHash } from "node:crypto";
import { tarEnd, tarHeader, tarPadding } from "./tar.ts";

/** Small pieces are gathered up to this size (bytes): compressing each of them alone takes many times as long. */
const blockBytes = 256 * 2 ** 10;
/** A piece of at least this size (bytes) is passed on as it is, without a copy. */
const minUncopiedBytes = 32 * 2 ** 10;

/**
 * Makes the bytes of a tar, entry by entry, and hashes them. What it yields is valid until the next bytes are asked for.
 */
export class TarWriter {
  readonly #modifiedAt: Date;
  readonly #hash = createHash("sha256");
  readonly #block = Buffer.allocUnsafe(blockBytes);
  /** How much of the block is filled, and how much of that is hashed. */
  #filled = 0;
  #hashed = 0;

  constructor(modifiedAt: Date) {
    this.#modifiedAt = modifiedAt;
  }

  /** Adds one entry, whose content is all in memory. Yields what is ready. */
  *entry(name: string, content: readonly Uint8Array[]): Generator<Uint8Array> {
    const size = content.reduce((sum, chunk) => sum + chunk.length, 0);
    yield* this.#add(tarHeader(name, size, this.#modifiedAt));
    for (const bytes of content) yield* this.#add(bytes);
    yield* this.#add(tarPadding(size));
  }

  /** SHA-256 of all bytes so far. */
  digest(): string {
    this.#hashBlock();
    return this.#hash.copy().digest("hex");
  }

  /** Ends the tar. Yields the rest. */
  *end(): Generator<Uint8Array> {
    yield* this.#add(tarEnd);
    yield* this.#flush();
  }

  *#add(bytes: Uint8Array): Generator<Uint8Array> {
    if (this.#filled + bytes.length > blockBytes || bytes.length >= minUncopiedBytes) yield* this.#flush();
    if (bytes.length >= minUncopiedBytes) {
      this.#hash.update(bytes);
      yield bytes;
      return;
    }
    this.#block.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  *#flush(): Generator<Uint8Array> {
    if (this.#filled === 0) return;
    this.#hashBlock();
    yield this.#block.subarray(0, this.#filled);
    this.#filled = 0;
    this.#hashed = 0;
  }

  #hashBlock(): void {
    this.#hash.update(this.#block.subarray(this.#hashed, this.#filled));
    this.#hashed = this.#filled;
  }
}
