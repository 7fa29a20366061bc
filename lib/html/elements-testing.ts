import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";

interface ParsedElement {
  tagName: string;
  attributes: Record<string, string>;
}

/** Lists the elements of an HTML document with these names, or all of them, in order. */
export function listElements(html: string, ...names: string[]): ParsedElement[] {
  const found: ParsedElement[] = [];
  const visit = (node: Tree.Node) => {
    if ("tagName" in node && (names.length === 0 || names.includes(node.tagName)))
      found.push({
        tagName: node.tagName,
        attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
      });
    if ("childNodes" in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return found;
}
