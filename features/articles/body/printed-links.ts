import type { Root } from "hast";
import { SKIP, visit } from "unist-util-visit";

/**
 * Lists the addresses of a text's links in their order: a printed page numbers the links by a counter of its stylesheet
 * (`app/print.css`), which counts the same ones. Links to a place on the page, and those of cards and embeds, are left out.
 */
export function listPrintedLinks(tree: Root): string[] {
  const addresses: string[] = [];
  visit(tree, "element", ({ tagName, properties }) => {
    if (tagName === "aside" && (properties.dataCard !== undefined || properties.dataEmbed !== undefined)) return SKIP;
    const { href } = properties;
    if (tagName === "a" && typeof href === "string" && /^(?:https?:|\/)/.test(href)) addresses.push(href);
    return undefined;
  });
  return addresses;
}
