import { OperatorError } from "#lib/operator-error.ts";
import { EntryBuilder } from "./builder.ts";
import { stripForbidden } from "./decode.ts";
import type { ExportItem } from "./entries.ts";
import { createEntryParser } from "./parser.ts";

/**
 * Parses one `<item>` of an export. `head` holds the opening tags around it, whose namespaces it uses. Undefined if the
 * element is not WordPress's (another namespace). Throws an OperatorError if it is not well-formed.
 */
export function parseItem(head: string, xml: string, { light = false } = {}): ExportItem | undefined {
  const builder = new EntryBuilder(light, true);
  const parser = createEntryParser(builder, (what): never => {
    throw new OperatorError(what);
  });
  parser.write(`${head}${stripForbidden(xml).text}</channel></rss>`);
  parser.close();
  for (const entry of builder.take()) if (entry.kind === "item") return entry.item;
  return undefined;
}
