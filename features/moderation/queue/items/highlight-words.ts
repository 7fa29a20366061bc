import type { ElementContent, Root } from "hast";
import { visit } from "unist-util-visit";
import type { WordFinder } from "#lib/words/word-finder.ts";

/** The longest match, in words: listed words may be written with spaces between their letters. */
const maxSpanWords = 24;

/**
 * Wraps the matches of a word finder in `<mark>`. The finder reports what a text contains, not where; each match is
 * narrowed by trying ranges of words.
 */
export function highlightWords(tree: Root, finder: WordFinder): Root {
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
export function findSpans(text: string, finder: WordFinder): [number, number][] {
  if (finder.find(text).length === 0) return [];
  const words = Array.from(text.matchAll(/\S+/g), (match) => [match.index, match.index + match[0].length] as const);
  const matches = (from: number, to: number) => {
    const [first, last] = [words[from], words[to]];
    return first !== undefined && last !== undefined && finder.find(text.slice(first[0], last[1])).length > 0;
  };
  const spans: [number, number][] = [];
  for (let from = 0; from < words.length; from += 1) {
    const limit = Math.min(from + maxSpanWords, words.length) - 1;
    if (!matches(from, limit)) continue;
    let to = from;
    while (!matches(from, to)) to += 1;
    while (matches(from + 1, to)) from += 1;
    const [first, last] = [words[from], words[to]];
    if (first && last) spans.push([first[0], last[1]]);
    from = to;
  }
  return spans;
}
