import type { Root } from "hast";
import { maxLeadLength } from "#features/newsroom/rules.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";

/**
 * Splits a full text into lead and body. The excerpt is the lead if the feed wrote it as a summary. If it is how the text
 * begins, the first paragraph becomes the lead and leaves the body, because readers would read it twice.
 */
export function splitLead(excerpt: string, bodyHtml: string): { lead: string; bodyHtml: string } {
  const isShort = [...excerpt].length <= maxLeadLength;
  const tree = parseHtml(bodyHtml);
  if (excerpt === "" || !toKey(toText(tree)).startsWith(toKey(excerpt))) {
    return { lead: isShort ? excerpt : "", bodyHtml };
  }
  const first = tree.children.findIndex((node) => node.type === "element" && node.tagName !== "figure");
  const paragraph = tree.children[first];
  const lead = paragraph && isPlainParagraph(paragraph) ? toText(paragraph).replace(/\s+/g, " ").trim() : "";
  const rest = tree.children.filter((_, index) => index !== first);
  const hasRest = rest.some((node) => node.type === "element");
  return lead !== "" && hasRest && [...lead].length <= maxLeadLength
    ? { lead, bodyHtml: toHtml(sanitizeArticle({ type: "root", children: rest })) }
    : { lead: "", bodyHtml };
}

/** Compares words only: an excerpt ends with another sign or space than the text. */
const toKey = (text: string) =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.slice(0, 200)
    .join(" ") ?? "";

/** Whether a node is a paragraph of mere text, which loses nothing as a plain lead. */
function isPlainParagraph(node: Root["children"][number]): boolean {
  return node.type === "element" && node.tagName === "p" && node.children.every((child) => child.type === "text");
}
