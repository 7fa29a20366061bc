import type { Element, ElementContent, Properties, Root, RootContent } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { toPlayerUrl, toWatchUrl } from "#features/articles/body/players.ts";
import { appendNodes } from "#lib/html/append-nodes.ts";
import { webHref } from "#lib/html/links.ts";

const playerTags = new Set(["iframe", "video", "audio", "embed", "object"]);
/** Elements whose content is more than their text. */
const richTags = new Set(["a", "img", ...playerTags]);

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
    if (node.tagName === "p") return linkLines(node);
  }
  return [withLinkedChildren(node)];
}

/** The address that is the whole text of an element. "//" alone may begin a line of code. */
function addressIn(node: Element): string | undefined {
  const text = textOf(node).trim();
  return /^https?:/i.test(text) ? webHref(text) : undefined;
}

/** The addresses of an element whose every line is one. */
function listAddresses(node: Element): string[] {
  const full = splitAtBreaks(node).filter((line) => textOf(line).trim() !== "");
  const addresses = full.map(addressesIn);
  return addresses.every((found) => found.length > 0) ? addresses.flat() : [];
}

/** Links each address that is a whole line of a paragraph, as WordPress does. Players get a paragraph of their own. */
function linkLines(node: Element): ElementContent[] {
  const lines = splitAtBreaks(node).map((line) => ({
    children: line.children,
    links: line.children.every(isPlain) ? addressesIn(line).map((address) => linkParagraph(address)) : [],
  }));
  if (lines.every(({ links }) => links.length === 0)) return [withLinkedChildren(node)];
  const out: ElementContent[] = [];
  let text: ElementContent[] = [];
  const flush = () => {
    if (text.some((child) => !isBreak(child) && !isBlank(child)))
      out.push(withLinkedChildren({ ...node, children: text }));
    text = [];
  };
  for (const { children, links } of lines) {
    if (links.some(({ properties }) => "dataEmbed" in properties)) {
      flush();
      appendNodes(out, links);
      continue;
    }
    if (text.length > 0) text.push({ type: "element", tagName: "br", properties: {}, children: [] });
    appendNodes(text, links[0]?.children ?? children);
  }
  flush();
  return out;
}

const withLinkedChildren = (node: Element): Element => ({ ...node, children: node.children.flatMap(linkNode) });

const isBreak = (node: ElementContent) => node.type === "element" && node.tagName === "br";

const isBlank = (node: ElementContent) => node.type === "text" && node.value.trim() === "";

function splitAtBreaks(node: Element): Element[] {
  const lines: ElementContent[][] = [[]];
  for (const child of node.children) {
    if (isBreak(child)) lines.push([]);
    else lines.at(-1)?.push(child);
  }
  return lines.map((children) => ({ ...node, children }));
}

/** The address that is a whole line, or several: Elementor writes those of videos without a space between them. */
function addressesIn(line: Element): string[] {
  const whole = addressIn(line);
  if (whole === undefined) return [];
  const parts = textOf(line)
    .trim()
    .split(/(?<=[\w-])(?=https?:\/\/)/i)
    .flatMap((part) => webHref(part) ?? []);
  return parts.length > 1 && parts.every((part) => toPlayerUrl(new URL(part))) ? parts : [whole];
}

/** Whether a node has text only: no pictures, links or players. */
function isPlain(node: ElementContent): boolean {
  if (node.type === "text") return true;
  return node.type === "element" && !richTags.has(node.tagName) && node.children.every(isPlain);
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
