import { createElement, Fragment, type ReactNode } from "react";
import type { CompactNode } from "./compact-tree.ts";

/** Renders a text that came as JSON. Runs in the browser: a few lines instead of a parser. */
export function renderCompact(nodes: readonly CompactNode[]): ReactNode {
  return createElement(
    Fragment,
    null,
    ...nodes.map((node) => {
      if (typeof node === "string") return node;
      const [name, attributes, children] = node;
      return children.length > 0
        ? createElement(name, attributes, renderCompact(children))
        : createElement(name, attributes);
    }),
  );
}
