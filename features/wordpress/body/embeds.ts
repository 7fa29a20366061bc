import type { Element, ElementContent, Properties, Root, RootContent } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { toWatchUrl } from "#features/articles/body/players.ts";
import { webHref } from "#lib/html/links.ts";

const playerTags = new Set(["iframe", "video", "audio", "embed", "object"]);

/**
 * Players, frames and addresses alone in their paragraph become plain links in a paragraph of their own: nothing of another
 * site is loaded into a page, and nothing is lost.
 */
export function linkEmbeds(tree: Root): Root {
  return { type: "root", children: tree.children.flatMap((node) => linkNode(node) as RootContent[]) };
}

function linkNode(node: RootContent): ElementContent[] {
  if (node.type !== "element") return node.type === "text" ? [node] : [];
  // The file block says "Download" after a link to the same file.
  if (node.tagName === "a" && hasClass(node, /^wp-block-file__button$/)) return [];
  if (playerTags.has(node.tagName)) {
    const address = addressOf(node);
    return address === undefined ? node.children.flatMap(linkNode) : [linkParagraph(address, titleOf(node))];
  }
  if (node.tagName === "figure" && hasClass(node, /^wp-(block-)?embed/)) {
    const address = webHref(textOf(withoutCaption(node)).trim());
    if (address !== undefined) return [linkParagraph(address), ...captionOf(node)];
  }
  if (node.tagName === "p" || node.tagName === "div") {
    const address = webHref(textOf(node).trim());
    if (address !== undefined && node.children.every(isPlain)) return [linkParagraph(address)];
  }
  return [{ ...node, children: node.children.flatMap(linkNode) }];
}

function isPlain(node: ElementContent): boolean {
  return (
    node.type === "text" ||
    (node.type === "element" && (node.tagName === "br" || node.children.every(isPlain)) && node.tagName !== "a")
  );
}

/** The embed's wrapper holds the address; its caption is beside it. */
function withoutCaption(figure: Element): Element {
  return { ...figure, children: figure.children.filter((child) => !isCaption(child)) };
}

function captionOf(figure: Element): ElementContent[] {
  const caption = figure.children.filter(isCaption);
  return caption.map((node) => ({ type: "element", tagName: "p", properties: {}, children: node.children }));
}

function isCaption(node: ElementContent): node is Element {
  return node.type === "element" && node.tagName === "figcaption";
}

function addressOf(node: Element): string | undefined {
  const own = [node.properties.src, node.properties.dataSrc, node.properties.data, node.properties.dataLazySrc];
  const inner = node.children.map((child) =>
    child.type === "element" && ["source", "embed", "param"].includes(child.tagName)
      ? (child.properties.src ?? (child.properties.name === "movie" ? child.properties.value : undefined))
      : undefined,
  );
  const found = [...own, ...inner].map((value) => webHref(String(value ?? ""))).find((value) => value !== undefined);
  return found === undefined ? undefined : toWatchUrl(found);
}

function titleOf(node: Element): string | undefined {
  const title = node.properties.title;
  return typeof title === "string" && title.trim() !== "" ? title.trim() : undefined;
}

function linkParagraph(href: string, text = href): Element {
  const properties: Properties = { href };
  const link: Element = { type: "element", tagName: "a", properties, children: [{ type: "text", value: text }] };
  return { type: "element", tagName: "p", properties: {}, children: [link] };
}

function hasClass(node: Element, pattern: RegExp): boolean {
  const names = node.properties.className;
  return Array.isArray(names) && names.some((name) => pattern.test(String(name)));
}
