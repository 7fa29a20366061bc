import type { Element, ElementContent, Properties } from "hast";
import type { Piece, Walk } from "./content-walk.ts";
import { element } from "./element.ts";
import { tidyLine } from "./lines.ts";

/** Builds a list that contains only items. */
export function makeList(node: Element, { flow }: Walk): Element | Piece[] {
  const items: Element[] = [];
  for (const child of node.children) {
    if (child.type !== "element" && !("value" in child && child.value.trim() !== "")) continue;
    if (child.type === "element" && child.tagName === "li") {
      items.push(child);
      continue;
    }
    // A list or text directly in a list belongs to the item before it.
    const last = items.at(-1);
    if (last) items[items.length - 1] = { ...last, children: [...last.children, child] };
    else items.push(element("li", [child]));
  }
  const kept = items.map((item) => element("li", flow(item.children))).filter((item) => item.children.length > 0);
  const properties: Properties = {};
  if (node.tagName === "ol" && node.properties.start !== undefined) properties.start = node.properties.start;
  if (node.tagName === "ol" && node.properties.reversed !== undefined) properties.reversed = true;
  return kept.length > 0 ? element(node.tagName, kept, properties) : [];
}

/** Builds a list of terms and definitions, without groups. */
export function makeDefinitions(node: Element, { flow, flatLine }: Walk): Element | Piece[] {
  const entries = ungrouped(node.children).flatMap((child): Element[] => {
    if (child.type !== "element") return "value" in child && child.value.trim() ? [element("dd", flow([child]))] : [];
    if (child.tagName === "dt") return [element("dt", tidyLine(flatLine(child.children, " ")))];
    return [element("dd", flow(child.tagName === "dd" ? child.children : [child]))];
  });
  const kept = entries.filter((entry) => entry.children.length > 0);
  return kept.length > 0 ? element("dl", kept) : [];
}

function ungrouped(nodes: ElementContent[]): ElementContent[] {
  return nodes.flatMap((node) => (node.type === "element" && node.tagName === "div" ? node.children : [node]));
}
