import type { Root } from "hast";
import { toHtml as print } from "hast-util-to-html";

/**
 * The one way we print a tree: double quotes, every optional tag, characters as themselves but for `&`, `<` and what would be
 * misread. For a sanitised tree, printing and reading again gives the same tree.
 */
export function toHtml(tree: Root): string {
  return print(tree, { characterReferences: { useNamedReferences: true }, closeSelfClosing: false });
}
