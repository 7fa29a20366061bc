import type { Root } from "hast";
import { eachElement } from "../html/element.ts";

/** Adds these `rel` values to links to other sites ("external", or "nofollow ugc" in comments). */
export function setLinkRel(tree: Root, rel: string[]): Root {
  eachElement(tree, (node) => {
    if (node.tagName !== "a") return;
    const href = node.properties.href;
    if (typeof href === "string" && /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(href)) node.properties.rel = rel;
  });
  return tree;
}
