import type { Root } from "hast";
import { visit } from "unist-util-visit";

/** Marks each figure with several pictures as a gallery, whose pictures are shown side by side. */
export function markGalleries(tree: Root): Root {
  visit(tree, "element", (node) => {
    if (node.tagName !== "figure") return;
    const pictures = node.children.filter((child) => child.type === "element" && ["img", "a"].includes(child.tagName));
    if (pictures.length > 1) node.properties.className = ["gallery"];
  });
  return tree;
}
