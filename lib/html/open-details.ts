import type { Element, ElementContent, Root, RootContent } from "hast";
import { element } from "./element.ts";

/**
 * Opens each `<details>` of a sanitised tree for programs that may not have it (feed readers, mail): its summary becomes
 * a paragraph in bold, and its content follows. The given tree is not changed.
 */
export function openDetails(tree: Root): Root {
  return { type: "root", children: tree.children.flatMap((node) => open(node)) };
}

function open<Node extends RootContent | ElementContent>(node: Node): (Node | ElementContent)[] {
  if (node.type !== "element") return [node];
  const children = node.children.flatMap((child) => open(child));
  if (node.tagName === "details") return children.map(summaryToParagraph);
  return [{ ...node, children } satisfies Element];
}

function summaryToParagraph(node: ElementContent): ElementContent {
  const isSummary = node.type === "element" && node.tagName === "summary";
  return isSummary ? element("p", [element("strong", node.children)]) : node;
}
