import type { Element, Root, RootContent } from "hast";
import { block } from "#lib/html/vocabulary.ts";

/**
 * Opens `<details>`, of the block editor or written by hand, since bodies have none: the summary becomes a paragraph in
 * bold, or stays a heading if it is one, and its content follows.
 */
export function openDisclosures(tree: Root): Root {
  return { type: "root", children: tree.children.map(openNode) };
}

function openNode<Node extends RootContent>(node: Node): Node {
  if (node.type !== "element") return node;
  const children = node.children.map(openNode);
  if (node.tagName !== "summary") return { ...node, children };
  // Paragraphs of the classic editor are inside it by now.
  const lines = children.flatMap((child) =>
    child.type === "element" && child.tagName === "p" ? child.children : child,
  );
  if (lines.some((child) => child.type === "element" && isBlock(child))) return { ...node, children: lines };
  const strong: Element = { type: "element", tagName: "strong", properties: {}, children: lines };
  return { ...node, tagName: "p", properties: {}, children: [strong] };
}

function isBlock({ tagName }: Element): boolean {
  return block.has(tagName) || /^h[1-6]$/.test(tagName);
}
