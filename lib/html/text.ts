import type { Element, Nodes } from "hast";
import { block } from "./vocabulary.ts";

/**
 * The text of a sanitised tree: one line per block and per line break, cells separated by a tab; no markup. Images have
 * no text, their captions do.
 */
export function toText(tree: Nodes): string {
  const parts: string[] = [];
  collect(tree, parts);
  return parts
    .join("")
    .replace(/(?<![ \t])[ \t]*\n\s*/g, "\n")
    .trim();
}

function collect(node: Nodes, parts: string[]): void {
  if (node.type === "text") parts.push(node.value);
  if (!("children" in node)) return;
  if (node.type === "element" && node.tagName === "br") parts.push("\n");
  const edge = node.type === "element" ? edgeOf(node) : "";
  if (edge === "\n") parts.push(edge);
  const isNote = edge === " ";
  if (isNote) part(parts);
  for (const child of node.children) collect(child, parts);
  if (isNote) part(parts);
  else if (edge !== "") parts.push(edge);
}

/** A note is in the middle of a line and belongs neither to the word before it nor to the one after. */
function part(parts: string[]): void {
  if (!/\s$/.test(parts.at(-1) ?? " ")) parts.push(" ");
}

function edgeOf({ tagName: name, properties }: Element): string {
  if (name === "small" && properties.dataNote !== undefined) return " ";
  if (name === "td" || name === "th") return "\t";
  return block.has(name) ? "\n" : "";
}
