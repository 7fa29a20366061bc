import type { Element, ElementContent, Root } from "hast";
import { visit } from "unist-util-visit";

const element = (tagName: string, properties: Element["properties"], children: ElementContent[]): Element => ({
  type: "element",
  tagName,
  properties,
  children,
});

/**
 * Replaces each `<small data-note>` with its number, and lists the notes at the end, each with a link back.
 * @param labels `back` may contain `{n}`
 */
export function insertFootnotes(tree: Root, labels: { notes: string; note: string; back: string }): Root {
  const notes: ElementContent[][] = [];
  visit(tree, "element", (node, index, parent) => {
    if (node.tagName !== "small" || node.properties.dataNote === undefined || !parent || index === undefined) return;
    notes.push(node.children);
    const n = String(notes.length);
    const link = { href: `#note-${n}`, id: `note-ref-${n}`, ariaLabel: labels.note.replace("{n}", n) };
    parent.children[index] = element("sup", { className: ["note-ref"] }, [
      element("a", link, [{ type: "text", value: n }]),
    ]);
  });
  if (notes.length === 0) return tree;
  const items = notes.map((children, index) => {
    const n = String(index + 1);
    const back = { href: `#note-ref-${n}`, ariaLabel: labels.back.replace("{n}", n) };
    return element("li", { id: `note-${n}` }, [
      ...children,
      { type: "text", value: " " },
      element("a", back, [{ type: "text", value: "↩" }]),
    ]);
  });
  tree.children.push(element("section", { className: ["notes"], ariaLabel: labels.notes }, [element("ol", {}, items)]));
  return tree;
}
