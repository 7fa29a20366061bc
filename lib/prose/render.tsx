import type { Root } from "hast";
import { type Components, toJsxRuntime } from "hast-util-to-jsx-runtime";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { preload } from "react-dom";
import { EXIT, visit } from "unist-util-visit";

/** The one font file that only pages with italics need. */
const italics = new URL("../../app/fonts/newsreader-italic.woff2", import.meta.url);
const italicElements = new Set(["em", "i", "cite", "dfn", "blockquote"]);

/**
 * Renders a tree as React elements; `components` replace the elements of their names. Never writes a style attribute.
 */
export function renderTree(tree: Root, components?: Partial<Components>) {
  if (hasItalics(tree)) preload(italics.pathname, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components, tableCellAlignToStyle: false });
}

function hasItalics(tree: Root): boolean {
  let found = false;
  visit(tree, "element", (node) => {
    if (!italicElements.has(node.tagName)) return undefined;
    found = true;
    return EXIT;
  });
  return found;
}
