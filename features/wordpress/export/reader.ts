import { OperatorError } from "#lib/operator-error.ts";
import { EntryBuilder } from "./builder.ts";
import { decodeExport } from "./decode.ts";
import type { Entry } from "./entries.ts";
import { createEntryParser } from "./parser.ts";

interface ReadOptions {
  /** Leave bodies and comments out. */
  light?: boolean;
  /** The blog's address, for an export that names none. */
  blogUrl?: string;
  onProgress?: (bytes: number) => void;
  onDropped?: (characters: number) => void;
}

/**
 * Reads a WordPress export (WXR 1.0 to 1.2) from its beginning to its end, with one entry in memory at a time. Throws
 * an OperatorError with one line that names the position if the file is not well-formed, has a DTD, is no export, or
 * has an unknown version. An import reads it in pieces instead (split.ts), and comes here for the position of a fault.
 */
export async function* readExport(path: string, options: ReadOptions = {}): AsyncGenerator<Entry> {
  const builder = new EntryBuilder(options.light ?? false, false, options.blogUrl);
  const parser = createEntryParser(builder, (what): never => {
    throw new OperatorError(`${path}:${parser.line}:${parser.column + 1}: ${what} Nothing was imported.`);
  });
  for await (const chunk of decodeExport(path)) {
    parser.write(chunk.text);
    if (chunk.dropped > 0) options.onDropped?.(chunk.dropped);
    options.onProgress?.(chunk.bytes);
    yield* builder.take();
  }
  parser.close();
  yield* builder.take();
}
