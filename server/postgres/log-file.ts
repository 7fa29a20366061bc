import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from "node:fs";

/**
 * A log that reaches this many bytes is rotated and the previously rotated one is deleted: together they stay below
 * twice this.
 */
const maxLogBytes = 4_000_000;
/** How much of the end is kept in memory, to explain a failed start (characters). */
const keptTailLength = 8_000;

/** A log file with a size limit. If the disk is full, lines are lost but the writer continues. */
export class LogFile {
  readonly path: string;
  readonly #maxBytes: number;
  #fd: number | undefined;
  #size = 0;
  #tail = "";
  #written = 0;

  constructor(path: string, maxBytes = maxLogBytes) {
    this.path = path;
    this.#maxBytes = maxBytes;
  }

  /** How much was written through this object (characters). */
  get written(): number {
    return this.#written;
  }

  /** Returns the end of what was written since `written` had this value. */
  since(moment: number): string {
    const length = Math.min(this.#written - moment, this.#tail.length);
    return length > 0 ? this.#tail.slice(-length) : "";
  }

  write(chunk: Uint8Array | string): void {
    const bytes = Buffer.from(chunk);
    const text = bytes.toString();
    this.#tail = (this.#tail + text).slice(-keptTailLength);
    this.#written += text.length;
    try {
      this.#open(bytes.length);
      if (this.#fd !== undefined) this.#size += writeSync(this.#fd, bytes);
    } catch {
      this.#close();
    }
  }

  #open(more: number): void {
    if (this.#fd === undefined) {
      this.#size = existsSync(this.path) ? statSync(this.path).size : 0;
      this.#fd = openSync(this.path, "a", 0o600);
    }
    if (this.#size === 0 || this.#size + more <= this.#maxBytes) return;
    this.#close();
    renameSync(this.path, `${this.path}.1`);
    this.#fd = openSync(this.path, "a", 0o600);
    this.#size = 0;
  }

  #close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}
