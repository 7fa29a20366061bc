import type { Element, ElementContent, Root, RootContent } from "hast";
import { toPlayerUrl, toWatchUrl } from "#features/articles/body/players.ts";
import { stripTracking } from "#lib/feed/address-key.ts";
import { withoutPiledMarks } from "#lib/html/clean-text.ts";
import { webHref } from "#lib/html/links.ts";
import { block, boundaries } from "#lib/html/vocabulary.ts";
import { isClutter, isClutterLink } from "./clutter.ts";
import type { PictureCollector } from "./collect-pictures.ts";

const frames = new Set(["iframe", "embed", "object"]);
/** Elements of the vocabulary whose text may have its paragraphs between line breaks. */
const looseContainers = new Set(["blockquote", "details", "div"]);
const players = new Set(["video", "audio", "canvas", "map"]);

/**
 * Prepares an item's parsed markup for the allowlist: addresses made absolute and without tracking parameters, pictures replaced by markers,
 * known players by embed links, and what is no part of the article removed.
 */
export function prepareMarkup(tree: Root, baseUrl: string, pictures: PictureCollector): Root {
  const prepare = (node: RootContent): ElementContent[] => {
    if (node.type === "text") return [{ ...node, value: withoutPiledMarks(node.value) }];
    if (node.type !== "element" || players.has(node.tagName)) return [];
    // A player may be in a wrapper with any class.
    if (frames.has(node.tagName)) return toEmbed(node);
    if (isClutter(node)) return [];
    if (node.tagName === "img")
      return isSmiley(node) ? [{ type: "text", value: String(node.properties.alt ?? "") }] : pictures.replace(node);
    const children = node.children.flatMap(prepare);
    if (node.tagName === "a") return prepareLink(node, children, baseUrl);
    return [asFigure({ ...node, children })];
  };
  return splitParagraphs({ type: "root", children: tree.children.flatMap(prepare) });
}

function isSmiley({ properties }: Element): boolean {
  return (
    Array.isArray(properties.className) &&
    properties.className.some((name) => /^(?:wp-smiley|emoji|wp-emoji)$/.test(String(name)))
  );
}

/** The link that our pages replace by the player of a known site; other frames are dropped. */
function toEmbed({ properties }: Element): ElementContent[] {
  const address = webHref(String(properties.src ?? properties.data ?? properties.dataSrc ?? "").trim());
  const href = address === undefined ? undefined : toWatchUrl(address);
  if (href === undefined || toPlayerUrl(new URL(href)) === undefined) return [];
  const link: Element = {
    type: "element",
    tagName: "a",
    properties: { href },
    children: [{ type: "text", value: href }],
  };
  return [{ type: "element", tagName: "p", properties: { dataEmbed: "" }, children: [link] }];
}

/** A link without an address that can be opened is replaced by its text. */
function prepareLink(node: Element, children: ElementContent[], baseUrl: string): ElementContent[] {
  const written = String(node.properties.href ?? "").trim();
  if (written === "" || written.length > 4_000 || !URL.canParse(written, baseUrl || undefined)) return children;
  const url = new URL(written, baseUrl || undefined);
  if (isClutterLink(url.href)) return [];
  if (url.protocol === "mailto:") return [{ ...node, children, properties: { href: url.href } }];
  // Bodies keep no ids, so a link within the page would leave it.
  if ((url.protocol !== "http:" && url.protocol !== "https:") || written.startsWith("#")) return children;
  url.username = "";
  url.password = "";
  return [{ ...node, children, properties: { href: stripTracking(url.href), title: node.properties.title } }];
}

/** WordPress's older captions are a `div` with a paragraph. */
function asFigure(node: Element): Element {
  const classes = Array.isArray(node.properties.className) ? node.properties.className : [];
  if (classes.includes("wp-caption-text")) return { ...node, tagName: "figcaption" };
  return classes.includes("wp-caption") ? { ...node, tagName: "figure" } : node;
}

/** Loose text has its paragraphs between double line breaks; one without any element, also between empty lines. */
function splitParagraphs(tree: Root): Root {
  const isPlainText = tree.children.every((node) => node.type === "text");
  return { type: "root", children: splitContainer(tree.children.filter(isContent), isPlainText) };
}

const isContent = (node: RootContent): node is ElementContent => node.type === "text" || node.type === "element";

const isBlock = (node: ElementContent): node is Element =>
  node.type === "element" &&
  (block.has(node.tagName) ||
    boundaries.has(node.tagName) ||
    /^h[1-6]$/.test(node.tagName) ||
    node.children.some(isBlock));

function splitContainer(nodes: ElementContent[], atEmptyLines = false): ElementContent[] {
  const children: ElementContent[] = [];
  let line: ElementContent[] = [];
  for (const node of nodes) {
    if (!isBlock(node)) {
      line.push(node);
      continue;
    }
    children.push(...splitLine(line, false), splitBlock(node));
    line = [];
  }
  return [...children, ...splitLine(line, atEmptyLines)];
}

function splitBlock(node: Element): Element {
  if (looseContainers.has(node.tagName) || boundaries.has(node.tagName)) {
    return { ...node, children: splitContainer(node.children) };
  }
  if (node.tagName !== "p") {
    return { ...node, children: node.children.map((child) => (isBlock(child) ? splitBlock(child) : child)) };
  }
  const [only, ...others] = splitLine(node.children, false);
  if (others.length === 0) return node;
  return { ...node, tagName: "div", properties: {}, children: only ? [only, ...others] : [] };
}

/** Splits a line at two or more breaks. */
function splitLine(nodes: ElementContent[], atEmptyLines: boolean): Element[] {
  const lines: ElementContent[][] = [[]];
  let breaks: ElementContent[] = [];
  for (const node of nodes) {
    if (node.type === "element" && node.tagName === "br") {
      breaks.push(node);
      continue;
    }
    if (breaks.length > 0 && node.type === "text" && node.value.trim() === "") continue;
    if (breaks.length > 1) lines.push([]);
    else lines.at(-1)?.push(...breaks);
    breaks = [];
    const parts = atEmptyLines && node.type === "text" ? node.value.split(/\n[^\S\n]*\n\s*/) : [];
    if (parts.length <= 1) lines.at(-1)?.push(node);
    for (const [index, value] of parts.length > 1 ? parts.entries() : []) {
      if (index > 0) lines.push([]);
      lines.at(-1)?.push({ type: "text", value });
    }
  }
  return lines.map((children) => ({ type: "element", tagName: "p", properties: {}, children }));
}
