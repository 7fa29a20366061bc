import type { ElementContent, Root } from "hast";
import { visit } from "unist-util-visit";
import type { WordFinder } from "#lib/words/word-finder.ts";

/** Wraps the matches of a word finder in `<mark>`. */
export function highlightWords(tree: Root, finder: WordFinder<unknown>): Root {
  if (finder.size === 0) return tree;
  visit(tree, "text", (node, index, parent) => {
    if (!parent || index === undefined || parent.type === "root") return undefined;
    const spans = findSpans(node.value, finder);
    if (spans.length === 0) return undefined;
    const parts: ElementContent[] = [];
    let offset = 0;
    for (const [start, end] of spans) {
      if (start > offset) parts.push({ type: "text", value: node.value.slice(offset, start) });
      const value = node.value.slice(start, end);
      parts.push({ type: "element", tagName: "mark", properties: {}, children: [{ type: "text", value }] });
      offset = end;
    }
    if (offset < node.value.length) parts.push({ type: "text", value: node.value.slice(offset) });
    parent.children.splice(index, 1, ...parts);
    // Skips the inserted nodes.
    return index + parts.length;
  });
  return tree;
}

/** The matches in a text as [start, end] offsets, left to right, without overlap. */
export function findSpans(text: string, finder: WordFinder<unknown>): [number, number][] {
  const spans: [number, number][] = [];
  for (const { start, end } of finder.find(text)) {
    const last = spans.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}
