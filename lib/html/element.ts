import type { Element, ElementContent, Properties, Root } from "hast";

export function element(tagName: string, children: ElementContent[] = [], properties: Properties = {}): Element {
  return { type: "element", tagName, properties, children };
}

/**
 * Calls `look` with each element below a tree, parents first, for work that moves none. `unist-util-visit` names a function after each node
 * that it passes, which takes longer than the work where a page is made of thousands of them.
 */
export function eachElement(tree: Root | Element, look: (element: Element) => void): void {
  for (const child of tree.children) {
    if (child.type !== "element") continue;
    look(child);
    eachElement(child, look);
  }
}
