import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type postgres from "postgres";

export type CopyValue = string | number | boolean | Date | null;

/**
 * Writes rows by COPY, the fastest way: no statement per row and, unlike INSERT, it accepts ids for identity columns.
 * The names of table and columns must be constants of the caller, never input.
 */
export async function copyInto(
  sql: postgres.Sql | postgres.TransactionSql,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  const target = await sql`copy ${sql(table)} (${sql([...columns])}) from stdin`.writable();
  await pipeline(Readable.from(chunksOf(rows)), target);
}

/** Chunks of about 64 KB: a write per row would cost more than the row. */
function* chunksOf(rows: Iterable<readonly CopyValue[]>): Generator<string> {
  let chunk = "";
  for (const row of rows) {
    for (let at = 0; at < row.length; at += 1) chunk += (at === 0 ? "" : "\t") + copyText(row[at] ?? null);
    chunk += "\n";
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}

/** Encodes one value in COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
export function copyText(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "number") return String(value);
  return /[\\\t\n\r]/.test(value)
    ? value.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    : value;
}
