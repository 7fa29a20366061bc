import type { Element, ElementContent, RootContent } from "hast";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";

/**
 * Converts a comment as WordPress stores one: it makes paragraphs of what blank lines separate when it shows it, and
 * allows no paragraph elements to readers. The marks that this site adds to links are left out; WordPress adds its own.
 */
export function toCommentContent(bodyHtml: string): string {
  const parts = parseHtml(bodyHtml).children.flatMap((node) => {
    if (node.type === "text" && node.value.trim() === "") return [];
    if (node.type !== "element" || node.tagName !== "p") return [print([plainLinks(node)])];
    return [print(node.children.map(breakLines).map(plainLinks))];
  });
  return parts.map((part) => part.trim()).join("\n\n");
}

const print = (children: RootContent[]) => toHtml({ type: "root", children });

/** A line break of a paragraph is the end of a line. */
function breakLines(node: ElementContent): ElementContent {
  return node.type === "element" && node.tagName === "br" ? { type: "text", value: "\n" } : node;
}

function plainLinks<N extends RootContent | ElementContent>(node: N): N {
  if (node.type !== "element") return node;
  const { href } = node.properties;
  const properties = node.tagName === "a" ? { href } : node.properties;
  return { ...node, properties, children: node.children.map(plainLinks) } satisfies Element as N;
}
