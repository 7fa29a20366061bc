import type { Root } from "hast";
import { type Components, toJsxRuntime } from "hast-util-to-jsx-runtime";
import { LRUCache } from "lru-cache";
import type { ComponentProps, ReactElement } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { preload } from "react-dom";
import { EXIT, visit } from "unist-util-visit";

/** The one font file that only pages with italics need. */
const italics = new URL("../../app/fonts/newsreader-italic.woff2", import.meta.url);
const italicElements = new Set(["em", "i", "cite", "dfn", "blockquote"]);

/**
 * Renders a tree as React elements; `components` replace the elements of their names. Never writes a style attribute.
 */
export function renderTree(tree: Root, components?: Partial<Components>): ReactElement {
  return preloadFonts(toElements(tree, components));
}

interface RenderedTree {
  elements: ReactElement;
  hasItalics: boolean;
}

/** Blocks of texts that open have a class: pages have other `<details>`, and get only the rules that they use. */
const ownComponents: Partial<Components> = {
  details: ({ children }: ComponentProps<"details">) => <details className="disclosure">{children}</details>,
};

function toElements(tree: Root, components?: Partial<Components>): RenderedTree {
  const elements = toJsxRuntime(tree, {
    ...{ Fragment, jsx, jsxs, tableCellAlignToStyle: false },
    components: { ...ownComponents, ...components },
  });
  return { elements, hasItalics: hasItalics(tree) };
}

function preloadFonts({ elements, hasItalics }: RenderedTree): ReactElement {
  if (hasItalics) preload(italics.pathname, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
  return elements;
}

/**
 * Returns a function that renders trees and keeps the elements of those that were rendered last: a page is rendered
 * again for each comment, and the other texts on it are the same.
 * @param maxSize characters of all keys together; the elements take about ten times as many bytes
 */
export function cacheRenderedTrees(maxSize: number) {
  const kept = new LRUCache<string, RenderedTree>({ maxSize, sizeCalculation: (_, key) => key.length + 1 });
  /**
   * Returns the elements kept for the key, or else renders the tree that `make` returns.
   * @param key everything that the elements depend on
   */
  return (key: string, make: () => { tree: Root; components?: Partial<Components> }): ReactElement => {
    let rendered = kept.get(key);
    if (!rendered) {
      const { tree, components } = make();
      rendered = toElements(tree, components);
      kept.set(key, rendered);
    }
    return preloadFonts(rendered);
  };
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
