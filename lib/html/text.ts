import type { Nodes } from "hast";
import { block } from "./vocabulary.ts";

/**
 * The text of a sanitised tree: one line per block and per line break, cells separated by a tab; no markup. Pictures say
 * nothing here, their captions do.
 */
export function toText(tree: Nodes): string {
  const parts: string[] = [];
  collect(tree, parts);
  return parts
    .join("")
    .replace(/[ \t]*\n\s*/g, "\n")
    .trim();
}

function collect(node: Nodes, parts: string[]): void {
  if (node.type === "text") parts.push(node.value);
  if (!("children" in node)) return;
  if (node.type === "element" && node.tagName === "br") parts.push("\n");
  const edge = node.type === "element" ? edgeOf(node.tagName) : "";
  if (edge === "\n") parts.push(edge);
  for (const child of node.children) collect(child, parts);
  if (edge !== "") parts.push(edge);
}

function edgeOf(name: string): string {
  if (name === "td" || name === "th") return "\t";
  return block.has(name) ? "\n" : "";
}
