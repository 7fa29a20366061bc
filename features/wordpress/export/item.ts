import { ImportFailure } from "../import-reason.ts";
import { EntryBuilder } from "./builder.ts";
import { escapeCdataEnds } from "./cdata-ends.ts";
import { stripForbidden } from "./decode.ts";
import type { ExportItem } from "./entries.ts";
import { createEntryParser } from "./parser.ts";

/**
 * Parses one `<item>` of an export. `head` holds the opening tags around it, whose namespaces it uses. Undefined if the
 * element is not WordPress's (another namespace). Throws an OperatorError if it is not well-formed, not even with its
 * CDATA sections mended.
 */
export function parseItem(head: string, xml: string, { light = false } = {}): ExportItem | undefined {
  try {
    return parseWellFormed(head, xml, light);
  } catch (error) {
    const mended = escapeCdataEnds(xml);
    if (mended === xml) throw error;
    return parseWellFormed(head, mended, light);
  }
}

/** Returns the text of an item with its CDATA sections mended if they have to be. */
export function mendItem(head: string, xml: string): string {
  const mended = escapeCdataEnds(xml);
  if (mended === xml) return xml;
  try {
    parseWellFormed(head, xml, true);
    return xml;
  } catch {
    return mended;
  }
}

function parseWellFormed(head: string, xml: string, light: boolean): ExportItem | undefined {
  const builder = new EntryBuilder(light, true);
  const parser = createEntryParser(builder, (what): never => {
    throw new ImportFailure(what);
  });
  parser.write(`${head}${stripForbidden(xml).text}</channel></rss>`);
  parser.close();
  for (const entry of builder.take()) if (entry.kind === "item") return entry.item;
  return undefined;
}
