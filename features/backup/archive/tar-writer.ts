import { createHash } from "node:crypto";
import { tarEnd, tarHeader, tarPadding } from "./tar.ts";

/** Makes the bytes of a tar, entry by entry, and hashes them. */
export class TarWriter {
  readonly #modifiedAt: Date;
  readonly #hash = createHash("sha256");

  constructor(modifiedAt: Date) {
    this.#modifiedAt = modifiedAt;
  }

  /** The bytes of one entry, whose content is all in memory. */
  *entry(name: string, content: readonly Uint8Array[]): Generator<Uint8Array> {
    const size = content.reduce((sum, chunk) => sum + chunk.length, 0);
    for (const bytes of [tarHeader(name, size, this.#modifiedAt), ...content, tarPadding(size)]) {
      if (bytes.length === 0) continue;
      this.#hash.update(bytes);
      yield bytes;
    }
  }

  /** SHA-256 of all bytes so far. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  end(): Uint8Array {
    return tarEnd;
  }
}
