import type { ElementContent, Root } from "hast";
import { visit } from "unist-util-visit";
import type { WordFinder } from "#lib/words/word-finder.ts";

/** Words further apart than this are not one listed word spaced out. */
const maxSpanWords = 24;

/**
 * Puts `<mark>` around what a finder finds in a tree's texts, as narrowly as it is still found. The finder says what a text contains, not
 * where: each word of the text is tried with those after it, and only where something is found at all.
 */
export function highlightWords(tree: Root, finder: WordFinder): Root {
  if (finder.size === 0) return tree;
  visit(tree, "text", (node, index, parent) => {
    if (!parent || index === undefined || parent.type === "root") return undefined;
    const spans = findSpans(node.value, finder);
    if (spans.length === 0) return undefined;
    const parts: ElementContent[] = [];
    let at = 0;
    for (const [start, end] of spans) {
      if (start > at) parts.push({ type: "text", value: node.value.slice(at, start) });
      const value = node.value.slice(start, end);
      parts.push({ type: "element", tagName: "mark", properties: {}, children: [{ type: "text", value }] });
      at = end;
    }
    if (at < node.value.length) parts.push({ type: "text", value: node.value.slice(at) });
    parent.children.splice(index, 1, ...parts);
    // Not into what was just marked.
    return index + parts.length;
  });
  return tree;
}

/** Where something is found, from left to right, none within another. */
export function findSpans(text: string, finder: WordFinder): [number, number][] {
  if (finder.find(text).length === 0) return [];
  const words = Array.from(text.matchAll(/\S+/g), (match) => [match.index, match.index + match[0].length] as const);
  const has = (from: number, to: number) => {
    const [first, last] = [words[from], words[to]];
    return first !== undefined && last !== undefined && finder.find(text.slice(first[0], last[1])).length > 0;
  };
  const spans: [number, number][] = [];
  for (let from = 0; from < words.length; from += 1) {
    const far = Math.min(from + maxSpanWords, words.length) - 1;
    if (!has(from, far)) continue;
    let to = from;
    while (!has(from, to)) to += 1;
    while (has(from + 1, to)) from += 1;
    const [first, last] = [words[from], words[to]];
    if (first && last) spans.push([first[0], last[1]]);
    from = to;
  }
  return spans;
}
