import type { ElementContent } from "hast";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { inline } from "#lib/html/vocabulary.ts";

/**
 * Serialises what a reader perceives of a piece of HTML: each run of text with the blocks and marks around it, whatever
 * the nesting of its marks, and whether or not an item's line is wrapped in a paragraph. Two pieces with the same
 * result are equivalent.
 */
export function serialiseLeaves(html: string): string {
  const leaves: [path: string, text: string][] = [];
  walk(parseHtml(html).children.filter(isContent), "", [], leaves);
  const joined: [string, string][] = [];
  for (const [path, text] of leaves) {
    const last = joined.at(-1);
    if (last?.[0] === path && !text.startsWith("<")) last[1] += text;
    else joined.push([path, text]);
  }
  return JSON.stringify(joined);
}

function isContent(node: { type: string }): node is ElementContent {
  return node.type === "element" || node.type === "text";
}

const looseContainers = new Set(["li", "td", "th", "dd", "blockquote", "aside", "figure"]);

function walk(nodes: ElementContent[], path: string, marks: string[], leaves: [string, string][], holder = ""): void {
  let block = 0;
  let inLine = false;
  for (const node of nodes) {
    if (node.type === "text") {
      if (node.value === "\n" && path === "") continue;
      if (!inLine) block += 1;
      inLine = true;
      leaves.push([leafPath(path, holder, block, marks), node.value]);
    } else if (node.type === "element" && inline.has(node.tagName)) {
      if (!inLine) block += 1;
      inLine = true;
      const own = openingTag(node);
      if (node.tagName === "img" || node.tagName === "br") {
        leaves.push([leafPath(path, holder, block, marks), own]);
      } else walk(node.children, leafPath(path, holder, block, []), [...marks, own], leaves, "mark");
    } else if (node.type === "element") {
      block += 1;
      inLine = false;
      const isLine = node.tagName === "p" && Object.keys(node.properties).length === 0;
      if (isLine && looseContainers.has(holder))
        walk(node.children, leafPath(path, holder, block, []), marks, leaves, "mark");
      else walk(node.children, `${path}/${block}${openingTag(node)}`, marks, leaves, node.tagName);
    }
  }
}

function leafPath(path: string, holder: string, block: number, marks: string[]): string {
  const inside = holder === "mark" || !looseContainers.has(holder) ? path : `${path}/${block}line`;
  return `${inside} ${[...marks].sort().join("")}`.trimEnd();
}

function openingTag(node: Extract<ElementContent, { type: "element" }>): string {
  return toHtml({ type: "root", children: [{ ...node, children: [] }] }).replace(/<\/[a-z0-9]+>$/, "");
}
