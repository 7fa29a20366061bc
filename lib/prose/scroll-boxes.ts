import type { Element, Root } from "hast";
import { SKIP, visit } from "unist-util-visit";
import { toText } from "../html/text.ts";

/** An empty header cell becomes an ordinary cell, for readers of screen readers. */
function plainEmptyHeaders(table: Element): void {
  visit(table, "element", (cell) => {
    if (cell.tagName === "th" && toText(cell) === "") cell.tagName = "td";
  });
}

/**
 * Makes wide content scroll in its own box, so that the page never scrolls sideways, and reachable by keyboard: each
 * table in a box named `label`, and each block of code.
 */
export function addScrollBoxes(tree: Root, label: string): Root {
  visit(tree, "element", (node, index, parent) => {
    if (node.tagName === "pre") {
      node.properties.tabIndex = 0;
      return SKIP;
    }
    if (node.tagName !== "table" || !parent || index === undefined) return undefined;
    plainEmptyHeaders(node);
    const box: Element = {
      type: "element",
      tagName: "div",
      properties: { className: ["scrollable"], role: "group", tabIndex: 0, ariaLabel: label },
      children: [node],
    };
    parent.children[index] = box;
    return SKIP;
  });
  return tree;
}
