import type { Root } from "hast";
import { eachElement } from "../html/element.ts";

/**
 * Normalises the levels of a text's headings so that they begin one below the page's own (h2) and skip none, whichever
 * sizes their author chose: h4 h4 h6 becomes h2 h2 h3. What was below another heading stays below it.
 */
export function normaliseHeadingLevels(tree: Root): Root {
  const above: { was: number; is: number }[] = [];
  eachElement(tree, (node) => {
    const was = Number(/^h([1-6])$/.exec(node.tagName)?.[1] ?? 0);
    if (was === 0) return;
    while ((above.at(-1)?.was ?? 0) >= was) above.pop();
    const is = Math.min((above.at(-1)?.is ?? 1) + 1, 6);
    above.push({ was, is });
    node.tagName = `h${is}`;
  });
  return tree;
}
