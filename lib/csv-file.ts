import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { type CsvError, type Info, parse } from "csv-parse";
import { OperatorError } from "./operator-error.ts";

/** A record of a file: the cells of the known columns by our name for them, trimmed; a missing one is "". */
export interface CsvRecord<K extends string> {
  /** Line of the file at which the record begins. */
  line: number;
  cells: Record<K, string>;
}

export interface CsvFile<K extends string> {
  /** Our name for each column, and the headings that it may have (lower case). */
  columns: Record<K, readonly string[]>;
  /** Columns without which the file is refused. */
  required: readonly NoInfer<K>[];
  /** What the file is, for messages: "a list of users". */
  what: string;
  /**
   * Called for each line of a record that has more or fewer cells than the heading. Without it, such a record ends the
   * reading.
   */
  onWrongLine?: (line: number) => void;
  /** Called with the headings that the file has, by our names for them. */
  onHeadings?: (found: ReadonlySet<K>) => void;
  onProgress?: (bytes: number) => void;
}

/** Of one record, all cells together: more is not a list of people. */
const maxRecordBytes = 1_000_000;
const headBytes = 65_536;

/**
 * Reads a CSV file record by record, whatever its size: UTF-8 with or without a mark, separated by commas, semicolons or
 * tabs, quotes doubled or behind a backslash, cells over several lines. `NULL` and `\N` are MySQL's empty cells. Throws
 * an OperatorError that names the file and the line.
 */
export async function* readCsvFile<K extends string>(path: string, file: CsvFile<K>): AsyncGenerator<CsvRecord<K>> {
  const head = await readHead(path);
  if (head.trim() === "")
    throw new OperatorError(`${path} is empty: ${file.what} begins with a line that names its columns.`);
  const parser = parse({
    bom: true,
    delimiter: findSeparator(head),
    // MailPoet, and MySQL's own export, write \" for a quotation mark in a cell.
    escape: /[^,;\t\r\n]\\"[^,;\t\r\n]/.test(head) ? "\\" : '"',
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: maxRecordBytes,
    info: true,
  });
  const fail = (error: Error) => parser.destroy(error);
  const bytes = createReadStream(path);
  let read = 0;
  let newlines = 0;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const feed = (async () => {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      read += chunk.length;
      file.onProgress?.(read);
      const text = decode(decoder, chunk, () => wrongEncoding(path, newlines + 1));
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) newlines += 1;
      if (!parser.write(text)) await waitForRoom(parser);
      if (parser.destroyed) return;
    }
    parser.end();
  })().catch(fail);
  let names: (K | undefined)[] | undefined;
  let next = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const line = next;
      next = info.lines + 1;
      // An empty line. The parser's own option for it would lose count of the lines.
      if (record.length === 1 && record[0]?.trim() === "") continue;
      if (!names) {
        names = findColumns(path, record, file);
        file.onHeadings?.(new Set(names.filter((name) => name !== undefined)));
        continue;
      }
      if (record.length !== names.length) {
        if (!file.onWrongLine)
          throw new OperatorError(`${path}:${line}: ${record.length} cells, but the first line names ${names.length}.`);
        // A quotation mark that is not closed makes one record of many lines.
        for (let at = line; at <= info.lines; at += 1) file.onWrongLine(at);
        continue;
      }
      const cells = Object.fromEntries(Object.keys(file.columns).map((name) => [name, ""])) as Record<K, string>;
      for (const [index, name] of names.entries()) if (name) cells[name] = toText(record[index] ?? "");
      yield { line, cells };
    }
  } catch (error) {
    throw isCsvError(error) ? explain(path, error, next) : error;
  } finally {
    bytes.destroy();
    parser.destroy();
    await feed;
  }
}

/** Waits until a stream takes more, or has ended. */
function waitForRoom(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.on("drain", done).on("close", done);
  });
}

/** A cell without the space around it. */
function toText(cell: string): string {
  const text = cell.trim();
  return text === "NULL" || text === "\\N" ? "" : text;
}

async function readHead(path: string): Promise<string> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new OperatorError(`There is no file ${path}.`) : error;
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0).catch((error) => {
      throw error.code === "EISDIR" ? new OperatorError(`${path} is a folder, not a file.`) : error;
    });
    const head = buffer.subarray(0, bytesRead);
    if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) throw wrongEncoding(path, 1);
    if (head[0] === 0x50 && head[1] === 0x4b)
      throw new OperatorError(`${path} is a spreadsheet or an archive: save it as CSV, in UTF-8.`);
    return head.toString("utf8").replace(/^\uFEFF/, "");
  } finally {
    await handle.close();
  }
}

/** The separator that the first line has most often, outside quotes. */
function findSeparator(head: string): string {
  const counts = { ",": 0, ";": 0, "\t": 0 };
  let quoted = false;
  for (const character of head) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "\n" || character === "\r")) break;
    else if (!quoted && character in counts) counts[character as keyof typeof counts] += 1;
  }
  return Object.entries(counts).reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

function findColumns<K extends string>(path: string, headings: string[], file: CsvFile<K>): (K | undefined)[] {
  const found = new Set<K>();
  const names = headings.map((heading) => {
    const text = heading.trim().toLowerCase();
    const name = (Object.keys(file.columns) as K[]).find((key) => file.columns[key].includes(text));
    // The second of one name is ignored: the first is the one that people see.
    if (name === undefined || found.has(name)) return undefined;
    found.add(name);
    return name;
  });
  const missing = file.required.filter((name) => !found.has(name));
  if (missing.length > 0)
    throw new OperatorError(
      `${path}:1: ${file.what} needs the column${missing.length > 1 ? "s" : ""} ${missing
        .map((name) => file.columns[name].slice(0, 3).join(" or "))
        .join(", ")}${describeFound(file, found)}. Nothing was imported.`,
    );
  return names;
}

/** The other columns that must be there, so that the next attempt has all of them. */
function describeFound<K extends string>({ columns, required }: CsvFile<K>, found: ReadonlySet<K>): string {
  const present = required.filter((name) => found.has(name)).map((name) => columns[name][0]);
  return present.length > 0 ? ` (beside ${present.join(", ")}, which it has)` : "";
}

function decode(decoder: TextDecoder, chunk: Buffer, wrong: () => Error): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw wrong();
  }
}

function wrongEncoding(path: string, line: number): OperatorError {
  return new OperatorError(
    `${path}:${line}: this file is not in UTF-8. Save it as "CSV UTF-8", or convert it: iconv -f WINDOWS-1252 -t UTF-8 ${path} > utf8.csv`,
  );
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
}

function explain(path: string, error: CsvError, line: number): OperatorError {
  const why =
    error.code === "CSV_MAX_RECORD_SIZE" || error.code === "CSV_QUOTE_NOT_CLOSED"
      ? "a quotation mark that is opened here is not closed"
      : error.message.split("\n")[0];
  return new OperatorError(`${path}:${line}: ${why}.`, { cause: error });
}
