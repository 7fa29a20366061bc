import type { Element, ElementContent, Properties, Root } from "hast";

/** Creates an element node. */
export function element(tagName: string, children: ElementContent[] = [], properties: Properties = {}): Element {
  return { type: "element", tagName, properties, children };
}

/**
 * Calls `look` with each element of a tree, parents before children; `look` must not add, move or remove elements. With
 * thousands of elements this is faster than `unist-util-visit`, which creates and names a function for each node.
 */
export function eachElement(tree: Root | Element, visit: (element: Element) => void): void {
  for (const child of tree.children) {
    if (child.type !== "element") continue;
    visit(child);
    eachElement(child, visit);
  }
}
