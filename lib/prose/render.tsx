import type { Root } from "hast";
import { type Components, toJsxRuntime } from "hast-util-to-jsx-runtime";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";

/** A tree as React elements; `components` draw the elements they are named after. Never writes a style attribute. */
export function renderTree(tree: Root, components?: Partial<Components>) {
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components, tableCellAlignToStyle: false });
}
