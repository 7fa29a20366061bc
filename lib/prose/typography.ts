import type { Root } from "hast";
import { SKIP, visit } from "unist-util-visit";
import { type Locale, siteLocale } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** Text that is not prose. */
const verbatim = new Set(["code", "pre", "kbd", "samp", "var", "script", "style", "textarea"]);

/** Applies micro-typography to a tree's prose; code and the text of addresses are left alone. */
export function typesetTree(tree: Root, locale: Locale = siteLocale()): Root {
  visit(tree, (node) => {
    if (node.type === "element" && verbatim.has(node.tagName)) return SKIP;
    if (node.type === "text") node.value = typeset(node.value, locale);
    return undefined;
  });
  return tree;
}
