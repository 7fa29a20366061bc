import type { Element, Root } from "hast";
import { EXIT, visit } from "unist-util-visit";
import { parseMediaId } from "#lib/media-path.ts";

/** Removes the body's first figure if it shows the lead picture, which the page already shows above the text. */
export function dropLeadFigure(tree: Root, leadMediaId: string | null): Root {
  if (leadMediaId === null) return tree;
  visit(tree, "element", (node, index, parent) => {
    if (node.tagName !== "figure") return undefined;
    if (parent && index !== undefined && showsOnly(node, leadMediaId)) parent.children.splice(index, 1);
    return EXIT;
  });
  return tree;
}

function showsOnly(figure: Element, mediaId: string): boolean {
  let images = 0;
  let found = false;
  visit(figure, "element", (node) => {
    if (node.tagName !== "img") return;
    images += 1;
    found ||= parseMediaId(node.properties.src) === mediaId;
  });
  return found && images === 1;
}
