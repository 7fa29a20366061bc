import type postgres from "postgres";
import type { SiteTable } from "./queries.ts";
import type { RowHash } from "./row-hash.ts";

/** A part of a table has about this size (bytes): a tar entry begins with its length. Three of them are in memory. */
const partBytes = 2 ** 20;

interface TablePart {
  memory: Buffer;
  pieces: Uint8Array[];
}

/** Reads tables in COPY's text format, on one connection. While a part is used, the next one is received and hashed. */
export class TableReader {
  readonly #sql: postgres.Sql;
  /** Buffers of earlier parts, for reuse. */
  readonly #free: Buffer[] = [];

  constructor(sql: postgres.Sql) {
    this.#sql = sql;
  }

  /**
   * Yields the rows of a table in parts that end with a whole row, each in a few pieces. They are valid until the next
   * part is asked for.
   * @param hash receives all rows
   */
  async *read({ schema, name, columns }: SiteTable, hash: RowHash): AsyncGenerator<Uint8Array[], void> {
    const sql = this.#sql;
    const table = sql(`${schema}.${name}`);
    // A partitioned table can only be copied by a query.
    const rows = await (schema === "pgboss"
      ? sql`copy (select ${sql(columns)} from ${table}) to stdout`.readable()
      : sql`copy ${table} (${sql(columns)}) to stdout`.readable());
    const parts: TablePart[] = [];
    let memory: Buffer | undefined;
    let filled = 0;
    let isEnded = false;
    let wake = () => {};

    const closePart = (...more: Uint8Array[]) => {
      if (memory) parts.push({ memory, pieces: [memory.subarray(0, filled), ...more] });
      memory = undefined;
      filled = 0;
      wake();
    };
    const add = (row: Uint8Array) => {
      hash.add(row);
      memory ??= this.#free.pop() ?? Buffer.allocUnsafeSlow(partBytes);
      // The row that has no room in a part ends it. It may be larger than a part, and is not copied.
      if (filled + row.length > partBytes) return closePart(row);
      memory.set(row, filled);
      filled += row.length;
    };
    const end = () => {
      isEnded = true;
      closePart();
    };
    rows.once("end", end).once("close", () => wake());
    // `wake` leads to the error.
    rows.on("error", () => {});
    // A stream keeps each row as a chunk of its own, which takes longer than all the rest. So rows come here directly,
    // except those that have arrived already. False stops PostgreSQL until `_read` is called.
    rows.push = (row: Uint8Array | null) => {
      if (row === null) end();
      else add(row);
      return parts.length === 0;
    };
    const arrived: Buffer | null = rows.read();
    if (arrived) add(arrived);

    try {
      while (parts.length > 0 || !isEnded) {
        const part = parts.shift();
        if (part) {
          yield part.pieces;
          this.#free.push(part.memory);
          continue;
        }
        if (rows.destroyed) throw rows.errored ?? new Error("The connection to the database was lost.");
        await new Promise<void>((resolve) => {
          wake = resolve;
          rows._read(0);
        });
      }
    } finally {
      if (!isEnded) rows.destroy();
    }
    // If a part was waiting at the end, postgres.js paused its connection, and the next statement would get no answer.
    rows._read(0);
  }
}
