import type { Refusal } from "#lib/result.ts";
import { ImportFailure } from "../import-reason.ts";
import { EntryBuilder } from "./builder.ts";
import { decode, openExport, stripForbidden } from "./decode.ts";
import type { Entry } from "./entries.ts";
import { mendItem } from "./item.ts";
import { createEntryParser, ItemHead } from "./parser.ts";
import { splitExport } from "./split.ts";

interface ReadOptions {
  /** Leave bodies and comments out. */
  light?: boolean;
  /** The blog's address, if the export does not contain it. */
  blogUrl?: string;
  /** Read no more of the file, and do not expect its end there. */
  maxBytes?: number;
}

/**
 * Reads a WordPress export (WXR 1.0 to 1.2) from its beginning to its end, with one entry in memory at a time. Throws
 * an OperatorError with one line that names the position if the file is not well-formed, has a DTD, is no export, or
 * has an unknown version. An import parses each item apart instead (scan.ts), and comes here for the position of a
 * fault.
 */
export async function* readExport(path: string, options: ReadOptions = {}): AsyncGenerator<Entry> {
  const builder = new EntryBuilder(options.light ?? false, false, options.blogUrl);
  const head = new ItemHead();
  const refuse = (what: Refusal): never => {
    throw new ImportFailure(what, { path, line: parser.line, column: parser.column + 1 });
  };
  const parser = createEntryParser(builder, refuse, (tag, depth) =>
    depth <= 2 && tag.local !== "item" ? head.add(tag) : undefined,
  );
  const { file, preamble, close } = await openExport(path, options.maxBytes);
  try {
    const start = Buffer.alloc(preamble.end);
    await file.read(start, 0, start.length, 0);
    // What is left out still counts for the position.
    parser.write(start.toString("latin1").replace(/[^\r\n]/g, " "));
    const decoder = new TextDecoder("utf-8", { fatal: true });
    for await (const { isItem, start, bytes } of splitExport(file, path, preamble.end, options.maxBytes)) {
      const text = decode(path, decoder, bytes, start + bytes.length);
      parser.write(stripForbidden(isItem ? mendItem(head.text, text) : text).text);
      yield* builder.take();
    }
    if (options.maxBytes !== undefined) return;
    decode(path, decoder, undefined, preamble.end);
  } finally {
    await close();
  }
  parser.close();
  yield* builder.take();
}
