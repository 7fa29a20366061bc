import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { absoluteUrl } from "#lib/site-address.ts";

/** Makes the addresses of a tree's links absolute: those on this site, and those that are relative to `page`. */
export function makeLinksAbsolute(tree: Root, page: string): void {
  visit(tree, "element", ({ properties }) => {
    const { href } = properties;
    if (typeof href !== "string" || /^[a-z][a-z0-9+.-]*:/i.test(href)) return;
    if (href.startsWith("/") && !href.startsWith("//")) properties.href = absoluteUrl(href);
    else if (URL.canParse(href, page)) properties.href = new URL(href, page).href;
    else delete properties.href;
  });
}
