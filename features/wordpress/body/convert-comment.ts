import type { Element, ElementContent, Root, RootContent } from "hast";
import { sanitizeComment } from "#lib/html/allowlist.ts";
import { safeHref, webHref } from "#lib/html/links.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { fileNameOf } from "#lib/url-text.ts";
import { CodeListings } from "./code-listings.ts";
import { closeEmptyElements } from "./empty-elements.ts";
import { addParagraphs } from "./paragraphs.ts";

/**
 * Converts a comment's content as WordPress stores it: paragraphs at blank lines, addresses made links, code listings
 * as in articles: plugins read them in comments too. "" if nothing remains.
 */
export function convertComment(content: string): string {
  const listings = new CodeListings();
  const text = listings.take(content);
  const tree = listings.restore(addParagraphs(parseHtml(closeEmptyElements(text))));
  const linked: Root = {
    type: "root",
    children: tree.children.flatMap((node) => linkAddresses(node) as RootContent[]),
  };
  return toHtml(sanitizeComment(linked));
}

function linkAddresses(node: RootContent): ElementContent[] {
  if (node.type === "text") return splitText(node.value);
  if (node.type !== "element") return [];
  if (node.tagName === "img") return linkPicture(node);
  if (node.tagName === "a") return [{ ...node, children: node.children.flatMap(namePictures) }];
  if (["code", "pre", "script", "style"].includes(node.tagName)) return [node];
  return [{ ...node, children: node.children.flatMap(linkAddresses) }];
}

/** A comment has no pictures: each becomes a link to it, with its alternative text or the name of its file. */
function linkPicture(node: Element): ElementContent[] {
  const text: ElementContent = { type: "text", value: nameOfPicture(node) };
  const href = webHref(String(node.properties.src ?? ""));
  if (href === undefined || isSmiley(node)) return [text];
  return [{ type: "element", tagName: "a", properties: { href }, children: [text] }];
}

/** Within a link, the picture's name is the link's. */
function namePictures(node: ElementContent): ElementContent[] {
  if (node.type !== "element") return [node];
  if (node.tagName === "img") return [{ type: "text", value: nameOfPicture(node) }];
  return [{ ...node, children: node.children.flatMap(namePictures) }];
}

function nameOfPicture(node: Element): string {
  const alt = String(node.properties.alt ?? "").trim();
  if (alt !== "" || isSmiley(node)) return alt;
  const address = webHref(String(node.properties.src ?? ""));
  return address === undefined ? "" : fileNameOf(address) || address;
}

function isSmiley({ properties }: Element): boolean {
  return Array.isArray(properties.className) && properties.className.includes("wp-smiley");
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
