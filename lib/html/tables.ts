import type { Element, ElementContent } from "hast";
import type { Piece, Walk } from "./content-walk.ts";
import { element } from "./element.ts";
import { tidyLine } from "./lines.ts";

/**
 * Builds a table with its caption, groups, rows and cells, and nothing between them; misplaced content moves before it.
 */
export function makeTable(node: Element, { pieces, separate, flatLine, flow }: Walk): Element | Piece[] {
  const captions: Element[] = [];
  const groups: Element[] = [];
  const stray: ElementContent[] = [];
  for (const child of node.children) {
    if (child.type !== "element") {
      if (isText(child)) stray.push(child);
    } else if (child.tagName === "caption") captions.push(child);
    else if (["thead", "tbody", "tfoot"].includes(child.tagName))
      groups.push(makeRows(child.tagName, child.children, flow));
    else if (child.tagName === "tr") groups.push(makeRows("tbody", [child], flow));
    else stray.push(child);
  }
  const filled = groups.filter((group) => group.children.length > 0);
  const before = separate(pieces(stray));
  if (filled.length === 0) return [...before, ...separate(captions.flatMap((caption) => pieces(caption.children)))];
  const title = tidyLine(captions.flatMap((caption) => flatLine(caption.children, " ")));
  const table = element("table", title.length > 0 ? [element("caption", title), ...filled] : filled);
  return before.length > 0 ? [...before, { block: table }] : table;
}

function makeRows(name: string, nodes: ElementContent[], flow: Walk["flow"]): Element {
  const rows = nodes.flatMap((row): Element[] => {
    if (row.type !== "element" || row.tagName !== "tr") return [];
    const cells = row.children.flatMap((cell): Element[] => {
      if (cell.type !== "element" || (cell.tagName !== "td" && cell.tagName !== "th")) return [];
      return [element(cell.tagName, flow(cell.children), cell.properties)];
    });
    return cells.length > 0 ? [element("tr", cells)] : [];
  });
  return element(name, rows);
}

function isText(node: ElementContent): boolean {
  return node.type === "text" && node.value.trim() !== "";
}
