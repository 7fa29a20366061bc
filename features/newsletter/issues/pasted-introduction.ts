import type { Element, ElementContent, Root, RootContent } from "hast";
import { readClipboard } from "#features/editor/document/clipboard.ts";
import { sanitizeComment } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { writeMarkdown } from "#lib/markdown/write.ts";

/**
 * Converts the HTML of a clipboard (Word, LibreOffice, Google Docs, a web page) to the Markdown of an introduction:
 * paragraphs, lists, quotations, emphasis and links. A heading becomes a bold line, a note stands in parentheses, and
 * pictures are left out.
 */
export function readPastedIntroduction(html: string): string {
  const { tree } = readClipboard(parseHtml(html));
  return writeMarkdown(sanitizeComment({ type: "root", children: tree.children.map(adapt) } satisfies Root));
}

function adapt<T extends RootContent | ElementContent>(node: T): T | Element {
  if (node.type !== "element") return node;
  const children = node.children.map(adapt);
  const text = (value: string): ElementContent => ({ type: "text", value });
  if (/^h[1-6]$/.test(node.tagName))
    return {
      ...node,
      tagName: "p",
      children: [{ type: "element", tagName: "strong", properties: {}, children }],
    };
  if (node.tagName === "small" && node.properties.dataNote !== undefined)
    return { ...node, children: [text(" ("), ...children, text(")")] };
  return { ...node, children };
}
