import { createHash, type Hash, hash } from "node:crypto";

const newline = 10;
/** Rows after which the sums are carried: 2^20 numbers of 32 bits add up exactly in a double. */
const carryRows = 2 ** 20;
const half = 2n ** 32n;

/**
 * The hash of a table's rows in whatever order they are read: the sum of the SHA-256 of each row, cut to 128 bits. Two
 * tables with the same rows have the same hash, also after one of them was restored in another order. It finds faults,
 * and is no proof against somebody who forges rows.
 */
export class RowHash {
  rows = 0;
  bytes = 0;
  /** Of a row whose end has not been read yet: a row may be larger than the memory. */
  #started: Hash | undefined;
  #sums: [number, number, number, number] = [0, 0, 0, 0];
  #total = 0n;
  #sinceCarry = 0;

  /** Adds bytes of COPY's text format, in which a line is a row. They may end in the middle of one. */
  add(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const row = bytes.subarray(start, end + 1);
      // As a string of bytes: making a Buffer takes longer than hashing a row.
      this.#addRow(this.#started ? this.#started.update(row).digest("binary") : hash("sha256", row, "binary"));
      this.#started = undefined;
      start = end + 1;
    }
    if (start === bytes.length) return;
    this.#started ??= createHash("sha256");
    this.#started.update(bytes.subarray(start));
  }

  /** The hash as 32 hexadecimal digits. */
  digest(): string {
    this.#carry();
    return this.#total.toString(16).padStart(32, "0");
  }

  #addRow(digest: string): void {
    const sums = this.#sums;
    sums[0] += readNumber(digest, 0);
    sums[1] += readNumber(digest, 4);
    sums[2] += readNumber(digest, 8);
    sums[3] += readNumber(digest, 12);
    this.rows += 1;
    this.#sinceCarry += 1;
    if (this.#sinceCarry === carryRows) this.#carry();
  }

  #carry(): void {
    const added = this.#sums.reduce((total, sum) => total * half + BigInt(sum), 0n);
    this.#total = BigInt.asUintN(128, this.#total + added);
    this.#sums = [0, 0, 0, 0];
    this.#sinceCarry = 0;
  }
}

/** A number of 32 bits in a string whose characters are bytes. */
function readNumber(bytes: string, at: number): number {
  const high = (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
  return high * 2 ** 16 + ((bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3));
}
