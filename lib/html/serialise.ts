import type { Root } from "hast";
import { toHtml as print } from "hast-util-to-html";

/**
 * Prints a tree in the one form that we use: double quotes, every optional tag, all characters literally except `&`,
 * `<` and what would be misread. Printing a sanitised tree and parsing it again gives the same tree.
 */
export function toHtml(tree: Root): string {
  return print(tree, { characterReferences: { useNamedReferences: true }, closeSelfClosing: false });
}
