import slugify from "@sindresorhus/slugify";
import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { toText } from "#lib/html/text.ts";

/** Gives each heading an id made of its words, unique in the tree and none of `taken` (ids of the page around it). */
export function nameHeadings(tree: Root, taken: readonly string[] = []): Root {
  const used = new Set(taken);
  visit(tree, "element", (node) => {
    if (!/^h[2-6]$/.test(node.tagName)) return;
    const words = slugify(toText(node)).slice(0, 60).replace(/-+$/, "") || "section";
    let id = words;
    for (let n = 2; used.has(id); n += 1) id = `${words}-${n}`;
    used.add(id);
    node.properties.id = id;
  });
  return tree;
}
