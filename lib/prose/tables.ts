import type { Element, Root } from "hast";
import { SKIP, visit } from "unist-util-visit";

/** Puts each table in a box that scrolls sideways, reachable by keyboard and named `label`, so that the page itself never does. */
export function boxTables(tree: Root, label: string): Root {
  visit(tree, "element", (node, index, parent) => {
    if (node.tagName !== "table" || !parent || index === undefined) return undefined;
    const box: Element = {
      type: "element",
      tagName: "div",
      properties: { className: ["scrollable"], role: "region", tabIndex: 0, ariaLabel: label },
      children: [node],
    };
    parent.children[index] = box;
    return SKIP;
  });
  return tree;
}
