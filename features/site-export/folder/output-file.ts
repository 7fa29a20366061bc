import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";

/** What is collected before it is written (characters). */
const bufferLength = 262_144;

/** A text file that is written piece by piece, with a bounded part of it in memory. */
export class OutputFile {
  readonly #handle: FileHandle;
  readonly #opened: Set<OutputFile>;
  #waiting: string[] = [];
  #length = 0;
  #written = 0;

  private constructor(handle: FileHandle, opened: Set<OutputFile>) {
    this.#handle = handle;
    this.#opened = opened;
    opened.add(this);
  }

  /**
   * Creates a file; it must not exist. `mode`: who may read it.
   * @param opened has the file until it is closed, so that a failure can close it
   */
  static async create(path: string, opened: Set<OutputFile>, mode = 0o640): Promise<OutputFile> {
    return new OutputFile(await open(path, "wx", mode), opened);
  }

  /** The bytes written so far, without what is still collected. */
  get bytes(): number {
    return this.#written;
  }

  async write(text: string): Promise<void> {
    this.#waiting.push(text);
    this.#length += text.length;
    if (this.#length >= bufferLength) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return;
    // A lone surrogate, which UTF-8 does not have, becomes U+FFFD.
    const bytes = Buffer.from(this.#waiting.join(""));
    this.#waiting = [];
    this.#length = 0;
    await this.#handle.writeFile(bytes);
    this.#written += bytes.length;
  }

  /** Ends the file. Returns its size in bytes. */
  async close(): Promise<number> {
    try {
      await this.flush();
    } finally {
      await this.abandon();
    }
    return this.#written;
  }

  /** Closes the file without what is still collected. */
  async abandon(): Promise<void> {
    this.#opened.delete(this);
    await this.#handle.close();
  }
}

/** Writes an array of JSON values, one per line, so that tools for lines and parsers of JSON both read it. */
export class JsonArrayFile {
  readonly #file: OutputFile;
  #count = 0;

  constructor(file: OutputFile) {
    this.#file = file;
  }

  async add(value: object): Promise<void> {
    await this.#file.write(`${this.#count === 0 ? "[" : ","}\n${JSON.stringify(value)}`);
    this.#count += 1;
  }

  async close(): Promise<number> {
    await this.#file.write(this.#count === 0 ? "[]\n" : "\n]\n");
    return this.#file.close();
  }
}
