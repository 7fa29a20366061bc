import type { Element, ElementContent, Root, RootContent } from "hast";
import { sanitizeComment } from "#lib/html/allowlist.ts";
import { safeHref } from "#lib/html/links.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { closeEmptyElements } from "./empty-elements.ts";
import { addParagraphs } from "./paragraphs.ts";

/**
 * Converts a comment's content as WordPress stores it: paragraphs at blank lines, addresses made links. "" if nothing
 * remains.
 */
export function convertComment(content: string): string {
  const tree = addParagraphs(parseHtml(closeEmptyElements(content)));
  const linked: Root = {
    type: "root",
    children: tree.children.flatMap((node) => linkAddresses(node) as RootContent[]),
  };
  return toHtml(sanitizeComment(linked));
}

function linkAddresses(node: RootContent): ElementContent[] {
  if (node.type === "text") return splitText(node.value);
  if (node.type !== "element") return [];
  if (["a", "code", "pre", "script", "style"].includes(node.tagName)) return [node];
  return [{ ...node, children: node.children.flatMap(linkAddresses) }];
}

function splitText(text: string): ElementContent[] {
  return text.split(/(https?:\/\/[^\s<>"'«»]*[^\s<>"'«».,;:!?)\]])/).map((part, index): ElementContent => {
    const value: ElementContent = { type: "text", value: part };
    const href = index % 2 === 1 ? safeHref(part) : undefined;
    if (href === undefined) return value;
    const link: Element = { type: "element", tagName: "a", properties: { href }, children: [value] };
    return link;
  });
}
