import type { Element, ElementContent, Properties, Root } from "hast";

export function element(tagName: string, children: ElementContent[] = [], properties: Properties = {}): Element {
  return { type: "element", tagName, properties, children };
}

/**
 * Calls `look` with each element below a tree, parents before children; `look` must not add, move or remove elements of the tree. With thousands
 * of elements this is faster than `unist-util-visit`, which builds and names a function for each node.
 */
export function eachElement(tree: Root | Element, look: (element: Element) => void): void {
  for (const child of tree.children) {
    if (child.type !== "element") continue;
    look(child);
    eachElement(child, look);
  }
}
