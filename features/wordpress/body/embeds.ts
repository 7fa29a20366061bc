import type { Element, ElementContent, Properties, Root, RootContent } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { toPlayerUrl, toWatchUrl } from "#features/articles/body/players.ts";
import { webHref } from "#lib/html/links.ts";

const playerTags = new Set(["iframe", "video", "audio", "embed", "object"]);

/**
 * Replaces players, frames and addresses that are alone in their paragraph by links in paragraphs of their own: no page
 * loads anything of another site, and nothing is lost. A link to a known player is marked as an embed, which readers
 * may load.
 */
export function linkEmbeds(tree: Root): Root {
  return { type: "root", children: tree.children.flatMap((node) => linkNode(node) as RootContent[]) };
}

function linkNode(node: RootContent): ElementContent[] {
  if (node.type !== "element") return node.type === "text" ? [node] : [];
  // The file block adds a link "Download" to the same file.
  if (node.tagName === "a" && hasClass(node, /^wp-block-file__button$/)) return [];
  if (playerTags.has(node.tagName)) {
    const address = addressOf(node);
    return address === undefined ? node.children.flatMap(linkNode) : [linkParagraph(address, titleOf(node))];
  }
  if (node.tagName === "figure" && hasClass(node, /^wp-(block-)?embed/)) {
    const address = addressIn(withoutCaption(node));
    if (address !== undefined) return [linkParagraph(address), ...captionOf(node)];
  }
  if (node.tagName === "p" || node.tagName === "div") {
    const addresses = node.children.every(isPlain) ? listAddresses(node) : [];
    if (addresses.length > 0) return addresses.map((address) => linkParagraph(address));
  }
  return [{ ...node, children: node.children.flatMap(linkNode) }];
}

/** The address that is the whole text of an element. "//" alone may begin a line of code. */
function addressIn(node: Element): string | undefined {
  const text = textOf(node).trim();
  return /^https?:/i.test(text) ? webHref(text) : undefined;
}

/** The addresses of an element whose every line is one. */
function listAddresses(node: Element): string[] {
  const lines: ElementContent[][] = [[]];
  for (const child of node.children) {
    if (child.type === "element" && child.tagName === "br") lines.push([]);
    else lines.at(-1)?.push(child);
  }
  const full = lines.map((children) => ({ ...node, children })).filter((line) => textOf(line).trim() !== "");
  const addresses = full.map(addressIn).filter((address) => address !== undefined);
  return addresses.length === full.length ? addresses : [];
}

function isPlain(node: ElementContent): boolean {
  return (
    node.type === "text" ||
    (node.type === "element" && (node.tagName === "br" || node.children.every(isPlain)) && node.tagName !== "a")
  );
}

/** Removes the caption from a copy of an embed's wrapper, which contains the address. */
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

/** A paragraph with nothing but a link. */
export function linkParagraph(href: string, text = href): Element {
  const properties: Properties = { href };
  const link: Element = { type: "element", tagName: "a", properties, children: [{ type: "text", value: text }] };
  const isPlayer = toPlayerUrl(new URL(href)) !== undefined;
  return { type: "element", tagName: "p", properties: isPlayer ? { dataEmbed: "" } : {}, children: [link] };
}

function hasClass(node: Element, pattern: RegExp): boolean {
  const names = node.properties.className;
  return Array.isArray(names) && names.some((name) => pattern.test(String(name)));
}
