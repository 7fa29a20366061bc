import { SaxesParser, type SaxesTagNS } from "saxes";
import { OperatorError } from "#lib/operator-error.ts";
import { EntryBuilder } from "./builder.ts";
import { decodeExport } from "./decode.ts";
import type { Entry } from "./entries.ts";

/**
 * Maximum length of one text (a body, for example), in characters. WordPress itself stores at most 4 GB; its server
 * could not have shown a longer text than this.
 */
const maxTextLength = 32_000_000;
/** Maximum nesting of elements. An export needs five. */
const maxDepth = 40;

interface ReadOptions {
  /** Leave bodies and comments out, for a first pass. */
  light?: boolean;
  onProgress?: (bytes: number) => void;
  onDropped?: (characters: number) => void;
}

/**
 * Reads a WordPress export (WXR 1.0 to 1.2), with one entry in memory at a time. Namespaces are resolved, so prefixes
 * may differ. Throws an OperatorError with one line that names the position if the file is not well-formed, has a DTD
 * (entities could read files or fill the memory), is no export, or has an unknown version.
 */
export async function* readExport(path: string, options: ReadOptions = {}): AsyncGenerator<Entry> {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const builder = new EntryBuilder(options.light ?? false);
  let depth = 0;
  let silence = 0;
  const at = () => `${path}:${parser.line}:${parser.column + 1}`;
  const refuse = (what: string): never => {
    throw new OperatorError(`${at()}: ${what} Nothing was imported.`);
  };

  parser.on("error", (error) => {
    const what = error.message.replace(/^\d+:\d+:\s*/, "").replace(/\.$/, "");
    refuse(`the file is not well-formed XML (${what}).`);
  });
  parser.on("doctype", () => refuse("the file has a DTD (<!DOCTYPE …>), which an export never has."));
  parser.on("opentag", (tag: SaxesTagNS) => {
    depth += 1;
    silence = 0;
    if (depth > maxDepth) refuse("elements are nested deeper than an export ever does.");
    if (depth === 1 && tag.local !== "rss") refuse(`this is not a WordPress export (it begins with <${tag.name}>).`);
    const problem = builder.open(tag, parser.line);
    if (problem) refuse(problem);
  });
  const onText = (text: string) => {
    silence = 0;
    builder.text(text);
  };
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("closetag", () => {
    depth -= 1;
    builder.close();
  });

  for await (const chunk of decodeExport(path)) {
    silence += chunk.text.length;
    parser.write(chunk.text);
    if (silence > maxTextLength) refuse("one text is longer than 32 MB.");
    if (chunk.dropped > 0) options.onDropped?.(chunk.dropped);
    options.onProgress?.(chunk.bytes);
    yield* builder.take();
  }
  parser.close();
  const problem = builder.end();
  if (problem) refuse(problem);
  yield* builder.take();
}
