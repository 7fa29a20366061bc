import type { Element, Root } from "hast";
import { SKIP, visit } from "unist-util-visit";

/**
 * What may be wider than the text scrolls by itself, so that the page never does, and can be reached by keyboard: each table in
 * a box named `label`, and each block of code.
 */
export function boxWide(tree: Root, label: string): Root {
  visit(tree, "element", (node, index, parent) => {
    if (node.tagName === "pre") {
      node.properties.tabIndex = 0;
      return SKIP;
    }
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
