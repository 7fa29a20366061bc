import type { Root } from "hast";
import { toText } from "#lib/html/text.ts";

/** A heading of a text, for its list of contents. */
export interface ContentsEntry {
  id: string;
  text: string;
}

/** A text with fewer headings is not long enough for a list of contents. */
const minEntries = 3;

/** Lists a text's main headings, whose ids `addHeadingAnchors` has set; none for a text with few. */
export function listContents(tree: Root): ContentsEntry[] {
  const entries = tree.children.flatMap((node): ContentsEntry[] => {
    if (node.type !== "element" || node.tagName !== "h2" || typeof node.properties.id !== "string") return [];
    const text = toText(node).trim();
    return text === "" ? [] : [{ id: node.properties.id, text }];
  });
  return entries.length < minEntries ? [] : entries;
}
