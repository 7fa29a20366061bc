import type { Element, ElementContent, Properties, Root, RootContent } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { appendNodes } from "#lib/html/append-nodes.ts";
import { block } from "#lib/html/vocabulary.ts";
import { fileNameOf } from "#lib/url-text.ts";
import { isOfKind } from "../pictures/file-kinds.ts";
import { listOriginalNames } from "../pictures/upload-path.ts";

export interface ImportedPicture {
  id: string;
  width: number;
  height: number;
  /** Alternative text from the media library, for pictures without one in the body. */
  alt: string;
}

export interface PictureReference {
  attachmentId?: string;
  address?: string;
  /** Alternative text of the body, for a library that has none. */
  alt?: string;
  /** A text only links to it. */
  isLink?: boolean;
}

export type FindPicture = (ref: PictureReference) => Promise<ImportedPicture | undefined>;

export interface PictureSource {
  find: FindPicture;
  /** The address of an attachment's file on the blog. */
  addressOf: (attachmentId: string) => string | undefined;
  /** Whether an address is that of an uploaded file on the blog, or of its attachment page. */
  isUpload: (address: string) => boolean;
  /** The blog's address, for the links to pictures with a relative one. */
  blogUrl?: string;
}

/**
 * Replaces the body's pictures by our own, each alone in its figure, with its real size. A missing picture becomes a
 * link to its former address, with its caption or alternative text. Smileys become characters. Changes the tree.
 */
export async function insertPictures(tree: Root, source: PictureSource): Promise<Root> {
  const lazy = containsLazyImage(tree.children);
  return { type: "root", children: (await convertNodes(tree.children, { ...source, lazy })) as RootContent[] };
}

interface Context extends PictureSource {
  /** The page loads its pictures lazily, so those within noscript are copies. */
  lazy: boolean;
}

async function convertNodes(nodes: (RootContent | ElementContent)[], context: Context): Promise<ElementContent[]> {
  const out: ElementContent[] = [];
  let replaced = false;
  for (const node of nodes) {
    if (node.type !== "text" && node.type !== "element") continue;
    const converted = node.type === "text" ? [node] : await convertNode(node, context);
    const isName = node.type === "element" && isMissingPicture(node, converted);
    if ((replaced || isName) && areJoined(out.at(-1), converted[0])) out.push({ type: "text", value: " " });
    appendNodes(out, converted);
    if (converted.length > 0) replaced = isName;
  }
  return out;
}

/** Whether a picture, or the link around one, became the name of a missing picture. */
function isMissingPicture(node: Element, converted: ElementContent[]): boolean {
  const [only] = converted;
  if (node.tagName !== "img" && !(node.tagName === "a" && containsTag(node, "img"))) return false;
  return only?.type === "element" && only.tagName === "a" && !containsTag(only, "img");
}

/** Whether a word ends where the next one begins: a picture needs no space beside it, but its name does. */
function areJoined(before: ElementContent | undefined, after: ElementContent | undefined): boolean {
  if (!before || !after || isBlock(before) || isBlock(after)) return false;
  return /[^\s([{«“‘]$/u.test(textOf(before).slice(-2)) && /^[^\s.,;:!?…)\]}»”’]/u.test(textOf(after).slice(0, 2));
}

function isBlock(node: ElementContent): boolean {
  return node.type === "element" && (block.has(node.tagName) || /^h[1-6]$/.test(node.tagName));
}

async function convertNode(node: Element, context: Context): Promise<ElementContent[]> {
  switch (node.tagName) {
    case "img":
      return [await convertImage(node, context)];
    case "noscript":
      return context.lazy && containsTag(node, "img") ? [] : convertNodes(node.children, context);
    case "a":
      return convertLink(node, context);
    case "figure":
      return convertFigure(node, context);
    case "p":
      return liftPictures({ ...node, children: await convertNodes(node.children, context) });
    case "ul":
    case "ol": {
      // A slideshow, or a gallery whose markup was pasted.
      const children = await convertNodes(node.children, context);
      return isPictureList(node) ? children.flatMap(flattenLists) : [{ ...node, children }];
    }
    case "div":
    case "dl": {
      const captioned = toCaptionedFigure(node) ?? withBackground(node);
      if (captioned?.tagName === "figure") return convertFigure(captioned, context);
      return [{ ...node, children: await convertNodes((captioned ?? node).children, context) }];
    }
    default:
      return [{ ...node, children: await convertNodes(node.children, context) }];
  }
}

async function convertImage(node: Element, context: Context): Promise<ElementContent> {
  const alt = attribute(node, "alt");
  if (classOf(node).some((name) => /^(wp-smiley|emoji|wp-emoji)$/.test(name))) return { type: "text", value: alt };
  const attachmentId = attachmentIdOf(node);
  const address = addressOf(node) ?? (attachmentId && context.addressOf(attachmentId));
  const picture = await context.find({ attachmentId, address, alt });
  if (!picture) return linkToMissing(address, alt, context.blogUrl);
  return element("img", [], {
    src: `/media/${picture.id}`,
    alt: alt || picture.alt,
    width: String(picture.width),
    height: String(picture.height),
  });
}

/** The absolute address of a picture on the blog; one that is absolute already stays as it is written. */
export function resolvePictureAddress(address: string, blogUrl: string): string {
  const isRelative = /^\.{0,2}\/[^/]/.test(address);
  return isRelative && URL.canParse(address, blogUrl) ? new URL(address, blogUrl).href : address;
}

function linkToMissing(given: string | undefined, alt: string, base: string | undefined): ElementContent {
  const address = given !== undefined && base !== undefined ? resolvePictureAddress(given, base) : given;
  const web =
    address !== undefined && /^(?:https?:)?\/\//.test(address) ? address.replace(/^\/\//, "https://") : undefined;
  const name = fileNameOf(web ?? "");
  const text: ElementContent = { type: "text", value: alt || (web ? name || web : "") };
  return web ? element("a", [text], { href: web, dataMissing: "" }) : text;
}

/**
 * Removes a link around a picture if it leads to the picture itself (or its page), and keeps it otherwise. A smaller
 * copy that leads to the full file becomes that file.
 */
async function convertLink(node: Element, context: Context): Promise<ElementContent[]> {
  const href = attribute(node, "href");
  const [only, ...others] = listPictures({ ...node, tagName: "span" });
  const copy = only?.type === "element" && others.length === 0 ? only : undefined;
  const src = copy && addressOf(copy);
  const isFile = context.isUpload(href) && /\.\w{2,5}$/.test(fileNameOf(href));
  const isOther = isFile && (src === undefined ? !copy && others.length === 0 : !isSameFile(src, href));
  if (isOther && isOfKind(href, "image")) {
    // What texts link to is imported too, so that its address leads somewhere.
    const alt = copy && attribute(copy, "alt");
    const full = await context.find({ address: href, isLink: true, ...(alt && { alt }) });
    if (full && copy && src !== undefined && isCopyOf(src, href))
      return [await convertImage(element("img", [], { src: href, alt: attribute(copy, "alt") }), context)];
  }
  const children = await convertNodes(node.children, context);
  const pictured = children.some((child) => isElement(child, "img"));
  const lost = children.filter(isMissing);
  const isPage = context.isUpload(href) || /attachment/.test(attribute(node, "rel"));
  if ((pictured || lost.length > 0) && ((isPage && !isOther) || /^#?$/.test(href))) return children;
  // The link of a missing picture has its name; the picture's own address follows in brackets.
  const link = { ...node, children: children.flatMap((child) => (isMissing(child) ? child.children : [child])) };
  return [link, ...lost.filter(({ properties }) => properties.href !== href).flatMap(inBrackets)];
}

/** Whether two addresses are those of one upload in two of WordPress's sizes. */
function isSameFile(one: string, other: string): boolean {
  const names = new Set(listOriginalNames(fileNameOf(one)));
  return listOriginalNames(fileNameOf(other)).some((name) => names.has(name));
}

/**
 * Whether the name of a file is that of another one with something before or after it: `x.thumbnail.jpg` of WordPress
 * before 2.5, `x_small.jpg`, `thumb-x.jpg`.
 */
function isCopyOf(address: string, full: string): boolean {
  const [copy, original] = [fileNameOf(address), fileNameOf(full)].map((name) =>
    name.replace(/\.\w+$/, "").toLowerCase(),
  );
  return Boolean(copy && original && original.length > 2 && (copy.startsWith(original) || copy.endsWith(original)));
}

/** ` (photo.jpg)`: a link to a missing picture. */
function inBrackets(missing: Element): ElementContent[] {
  const address = String(missing.properties.href);
  const name = fileNameOf(address);
  const isNamed = name !== "" && textOf(missing) !== name;
  const link = { ...missing, children: [{ type: "text" as const, value: isNamed ? name : "image" }] };
  return [{ type: "text", value: " (" }, link, { type: "text", value: ")" }];
}

async function convertFigure(node: Element, context: Context): Promise<ElementContent[]> {
  const attachmentId = attribute(node, "dataAttachment");
  const nodes = attachmentId ? node.children.map((child) => withAttachment(child, attachmentId)) : node.children;
  const children = (await convertNodes(nodes, context)).flatMap(flattenLists).filter((child) => !isEmptyCaption(child));
  const caption = children.find((child) => isElement(child, "figcaption"));
  const rest = children.filter((child) => child !== caption);
  const pictures = rest.flatMap(listPictures);
  const missing = rest.flatMap((child) => listMissing(child));
  if (pictures.length === 0 && missing.length > 0 && rest.some(isOtherLink))
    return [element("p", rest), ...(caption?.type === "element" ? [element("p", caption.children)] : [])];
  if (pictures.length === 0 && missing.length === 1 && caption?.type === "element" && missing[0]) {
    const [link] = missing;
    // A caption with links of its own cannot become the text of this one.
    if (containsTag(caption, "a")) return [element("p", [link]), element("p", caption.children)];
    // The caption describes the missing picture better than the alternative text; both would repeat each other.
    return [element("p", [{ ...link, children: caption.children }])];
  }
  if (pictures.length === 0 && missing.length > 1) {
    return [
      ...missing.map((link) => element("p", [link])),
      ...(caption?.type === "element" ? [element("p", caption.children)] : []),
    ];
  }
  if (pictures.length <= 1 || rest.some((child) => isElement(child, "figure"))) {
    return [{ ...node, children: caption ? [...rest, caption] : rest }];
  }
  // Several pictures in one figure: one figure each, the caption below the last.
  return pictures.map((picture, index) => {
    const last = index === pictures.length - 1;
    return element("figure", last && caption ? [picture, caption] : [picture]);
  });
}

/** Elementor writes one for every picture. */
function isEmptyCaption(node: ElementContent): boolean {
  return isElement(node, "figcaption") && textOf(node).trim() === "" && !containsTag(node, "img");
}

/**
 * The markup that WordPress makes of a caption or a gallery, pasted into a body: `<div class="wp-caption">`, `<dl
 * class="gallery-item">`. Undefined for anything else.
 */
function toCaptionedFigure(node: Element): Element | undefined {
  if (!classOf(node).some((name) => /^(?:wp-caption|gallery-item|wp-block-image)$/.test(name))) return undefined;
  const found = findCaption(node);
  const pictures = listPictures(node);
  if (!found || pictures.length !== 1) return undefined;
  return element("figure", [...pictures, element("figcaption", found.children)]);
}

function findCaption(node: Element): Element | undefined {
  for (const child of node.children) {
    if (child.type !== "element") continue;
    if (classOf(child).some((name) => /^(?:wp-caption-(?:text|dd)|gallery-caption)$/.test(name))) return child;
    const inside = findCaption(child);
    if (inside) return inside;
  }
  return undefined;
}

/** The cover block of older versions shows its picture as a background. */
function withBackground(node: Element): Element | undefined {
  if (!classOf(node).includes("wp-block-cover")) return undefined;
  const address = /background-image:\s*url\(\s*["']?([^"')\s]+)/.exec(attribute(node, "style"))?.[1];
  if (address === undefined || containsTag(node, "img")) return apartFromText(node);
  return apartFromText({ ...node, children: [element("img", [], { src: address, alt: "" }), ...node.children] });
}

/** A cover's picture is a child of the block, beside its text: it becomes a figure. */
function apartFromText(node: Element): Element {
  const children = node.children.map((child) => (isElement(child, "img") ? element("figure", [child]) : child));
  return { ...node, children };
}

/** Whether every item of a list is pictures, with their captions and nothing else. */
function isPictureList(list: Element): boolean {
  const items = list.children.filter((child) => child.type === "element");
  return (
    items.length > 0 &&
    items.every((item) => containsTag(item, "img") && withoutPictures(withoutCaptions(item)) === undefined)
  );
}

function withoutCaptions(node: Element): Element {
  const children = node.children.flatMap((child): ElementContent[] => {
    if (child.type !== "element") return [child];
    return child.tagName === "figcaption" ? [] : [withoutCaptions(child)];
  });
  return { ...node, children };
}

/** Older versions of the block editor wrote galleries as lists of figures. */
function flattenLists(node: ElementContent): ElementContent[] {
  if (node.type !== "element" || !["ul", "ol", "li", "div"].includes(node.tagName) || !containsTag(node, "img"))
    return [node];
  return node.children.flatMap(flattenLists);
}

function withAttachment(node: ElementContent, id: string): ElementContent {
  if (node.type !== "element") return node;
  if (node.tagName === "img") return { ...node, properties: { dataAttachment: id, ...node.properties } };
  return { ...node, children: node.children.map((child) => withAttachment(child, id)) };
}

/** Moves pictures out of a paragraph: one at its end after it, the others before it. Each becomes a separate figure. */
function liftPictures(paragraph: Element): ElementContent[] {
  if (!containsTag(paragraph, "img")) return [paragraph];
  const before: Element[] = [];
  const after: Element[] = [];
  let text = false;
  const rest: ElementContent[] = [];
  for (const [index, child] of paragraph.children.entries()) {
    const pictures = listPictures(child);
    if (pictures.length === 0) {
      rest.push(child);
      text ||= textOf(child).trim() !== "";
      continue;
    }
    const tail = paragraph.children.slice(index + 1).every((next) => textOf(next).trim() === "");
    const target = text && tail ? after : before;
    for (const picture of pictures) target.push(element("figure", [picture]));
    const words = withoutPictures(child);
    if (words) rest.push(words);
  }
  const hasCaptionText = rest.some((child) => textOf(child).trim() !== "");
  return [...before, ...(hasCaptionText ? [{ ...paragraph, children: rest }] : []), ...after];
}

/** Lists the pictures in a node of a line, each with the link around it, if any. */
function listPictures(node: ElementContent): ElementContent[] {
  if (node.type !== "element") return [];
  if (node.tagName === "img") return [node];
  const inside = node.children.flatMap(listPictures);
  return node.tagName === "a" ? inside.map((picture) => ({ ...node, children: [picture] })) : inside;
}

function withoutPictures(node: ElementContent): ElementContent | undefined {
  if (node.type !== "element") return node;
  if (node.tagName === "img") return undefined;
  const children = node.children.flatMap((child) => withoutPictures(child) ?? []);
  return children.some((child) => textOf(child).trim() !== "") ? { ...node, children } : undefined;
}

function listMissing(node: ElementContent): Element[] {
  if (node.type !== "element") return [];
  return node.properties.dataMissing === undefined ? node.children.flatMap(listMissing) : [node];
}

/** A link around a missing picture that leads elsewhere. */
function isOtherLink(node: ElementContent): boolean {
  return isElement(node, "a") && !isMissing(node);
}

function isMissing(node: ElementContent): node is Element {
  return node.type === "element" && node.properties.dataMissing !== undefined;
}

function isElement<Name extends string>(node: ElementContent, name: Name): node is Element & { tagName: Name } {
  return node.type === "element" && node.tagName === name;
}

function containsTag(node: Element, name: string): boolean {
  return node.children.some(
    (child) => child.type === "element" && (child.tagName === name || containsTag(child, name)),
  );
}

function containsLazyImage(nodes: (RootContent | ElementContent)[]): boolean {
  return nodes.some((node) => {
    if (node.type !== "element") return false;
    if (node.tagName === "img" && lazyAddress(node) !== undefined) return true;
    return containsLazyImage(node.children);
  });
}

/** The attributes in which plugins keep the address while `src` is a placeholder. */
const lazyAttributes = [
  "dataSrc",
  "dataLazySrc",
  "dataOriginal",
  "dataLazy",
  "dataLazyload",
  "dataSrcset",
  "dataLazySrcset",
];

function lazyAddress(node: Element): string | undefined {
  const found = lazyAttributes.map((name) => attribute(node, name)).find((value) => value !== "");
  return found === undefined ? undefined : largestOf(found);
}

function addressOf(node: Element): string | undefined {
  const full = attribute(node, "dataOrigFile") || attribute(node, "dataFullUrl") || lazyAddress(node);
  if (full) return full;
  const src = attribute(node, "src");
  if (src !== "" && !src.startsWith("data:")) return src;
  return largestOf(attribute(node, "srcset"));
}

/** The largest picture of a `srcset`, or a single address; undefined for none. */
function largestOf(srcset: string): string | undefined {
  const candidates = srcset.split(/,\s+/).map((candidate) => {
    const [address = "", size = "0"] = candidate.trim().split(/\s+/);
    return { address, size: Number.parseFloat(size) || 0 };
  });
  const best = candidates.reduce((a, b) => (b.size > a.size ? b : a), candidates[0] ?? { address: "", size: 0 });
  return best.address === "" || best.address.startsWith("data:") ? undefined : best.address;
}

function attachmentIdOf(node: Element): string | undefined {
  const named = attribute(node, "dataAttachment") || attribute(node, "dataAttachmentId") || attribute(node, "dataId");
  if (/^\d+$/.test(named)) return named;
  return classOf(node)
    .map((name) => /^wp-image-(\d+)$/.exec(name)?.[1])
    .find((id) => id !== undefined);
}

function classOf(node: Element): string[] {
  return Array.isArray(node.properties.className) ? node.properties.className.map(String) : [];
}

function attribute(node: Element, name: string): string {
  const value = node.properties[name];
  return typeof value === "string" ? value.trim() : "";
}

function element(tagName: string, children: ElementContent[], properties: Properties = {}): Element {
  return { type: "element", tagName, properties, children };
}
