import type { Nodes, Root } from "hast";

/** A rendered text as JSON: text, or an element's name, attributes and children. */
export type CompactNode = string | [name: string, attributes: Record<string, string>, children: CompactNode[]];

/**
 * Converts a clean tree (allowlisted, typeset) to JSON, for a text that reaches the page later: nothing parses HTML in
 * the browser.
 */
export function toCompactTree(tree: Root): CompactNode[] {
  return tree.children.flatMap(one);
}

function one(node: Nodes): CompactNode[] {
  if (node.type === "text") return [node.value];
  if (node.type !== "element") return [];
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(node.properties)) {
    if (value === null || value === undefined || value === false) continue;
    // React has no property with this name.
    attributes[name === "ariaLabel" ? "aria-label" : name] = Array.isArray(value) ? value.join(" ") : String(value);
  }
  return [[node.tagName, attributes, node.children.flatMap(one)]];
}
