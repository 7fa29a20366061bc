import type { Element, Root, RootContent } from "hast";
import { block } from "#lib/html/vocabulary.ts";

/** Where a button is a line of its own. */
const containers = new Set(["div", "section", "article", "li", "dd"]);

/**
 * Opens what a click opens there, since bodies have no such thing: `<details>`, of the block editor or written by hand,
 * and the accordions of plugins, whose titles are buttons. The summary or title becomes a paragraph in bold, or stays a
 * heading if it is one, and its content follows. A button of a form is none.
 */
export function openDisclosures(tree: Root): Root {
  return { type: "root", children: tree.children.map((node) => openNode(node, "div")) };
}

function openNode<Node extends RootContent>(node: Node, parent: string): Node {
  if (node.type !== "element" || node.tagName === "form") return node;
  const children = node.children.map((child) => openNode(child, node.tagName));
  if (node.tagName === "button" && isTitle(node, parent)) {
    if (/^h[1-6]$/.test(parent)) return { ...node, tagName: "span", properties: {}, children };
    const strong: Element = { type: "element", tagName: "strong", properties: {}, children };
    const tagName = containers.has(parent) ? "p" : "span";
    return { ...node, tagName, properties: {}, children: [strong] };
  }
  if (node.tagName !== "summary") return { ...node, children };
  // Paragraphs of the classic editor are inside it by now.
  const lines = children.flatMap((child) =>
    child.type === "element" && child.tagName === "p" ? child.children : child,
  );
  if (lines.some((child) => child.type === "element" && isBlock(child))) return { ...node, children: lines };
  const strong: Element = { type: "element", tagName: "strong", properties: {}, children: lines };
  return { ...node, tagName: "p", properties: {}, children: [strong] };
}

/** Whether a button is the title of a part of the text: the button of a heading, or of a plugin's accordion. */
function isTitle({ properties }: Element, parent: string): boolean {
  return /^h[1-6]$/.test(parent) || /accordion|toggle|collapse/.test(String(properties.className));
}

function isBlock({ tagName }: Element): boolean {
  return block.has(tagName) || /^h[1-6]$/.test(tagName);
}
