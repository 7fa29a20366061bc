import type { JSONContent } from "@tiptap/core";
import type { Element, ElementContent, Root } from "hast";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseMediaSrc } from "#lib/html/links.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { serialiseLeaves } from "./html-equivalence.ts";
import type { DocumentPicture } from "./nodes/pictures.ts";
import { type OriginalHtml, writeBlock } from "./write-document.ts";

/**
 * Converts a body to an editor's document; the input need not be sanitised. A block that the editor could not write
 * back completely is kept unchanged, as one piece.
 */
export function readDocument(source: Root): { document: JSONContent; memory: OriginalHtml } {
  // Not only for safety: a tree that was only parsed serialises differently from the canonical one.
  const tree = sanitizeArticle(source);
  const memory: OriginalHtml = new Map();
  const content: JSONContent[] = [];
  for (const node of tree.children) {
    if (node.type !== "element") continue;
    const html = toHtml({ type: "root", children: [node] });
    const block = readBlock(node);
    const rewritten = block ? writeBlock(block) : undefined;
    if (block && rewritten === html) content.push(block);
    else if (block && rewritten !== undefined && isSameContent(html, rewritten)) {
      memory.set(rewritten, html);
      content.push(block);
    } else content.push({ type: "kept", attrs: { html, text: toText(node) } });
  }
  return { document: { type: "doc", content: content.length > 0 ? content : [{ type: "paragraph" }] }, memory };
}

/**
 * Appends an empty line to a document that ends in another block. The editor would append it on opening, which would
 * count as a change. The empty line is not stored.
 */
export function ensureTrailingParagraph(document: JSONContent): JSONContent {
  const content = document.content ?? [];
  return content.at(-1)?.type === "paragraph"
    ? document
    : { ...document, content: [...content, { type: "paragraph" }] };
}

function isSameContent(a: string, b: string): boolean {
  return serialiseLeaves(a) === serialiseLeaves(b);
}

const listElements = (nodes: ElementContent[]) => nodes.filter((node): node is Element => node.type === "element");

/** Converts a block; undefined if the document has no equivalent. */
function readBlock(node: Element): JSONContent | undefined {
  const { tagName, properties, children } = node;
  switch (tagName) {
    case "p":
      if (properties.dataCard !== undefined) return readLinkBlock("card", node, { id: String(properties.dataCard) });
      if (properties.dataEmbed !== undefined) return readLinkBlock("embed", node, {});
      return readLine("paragraph", children);
    case "h2":
    case "h3":
    case "h4":
      return readLine("heading", children, { level: Number(tagName.slice(1)) });
    case "hr":
      return { type: "horizontalRule" };
    case "blockquote":
      return readBlocks("blockquote", children);
    case "aside":
      return readBlocks("callout", children, { kind: properties.dataCallout });
    case "details":
      return readDetails(children);
    case "pre":
      return readCode(children);
    case "ul":
      return readChildren("bulletList", children, readItem);
    case "ol":
      return readChildren("orderedList", children, readItem, {
        start: properties.start === undefined ? null : Number(properties.start),
        reversed: properties.reversed !== undefined,
      });
    case "dl":
      return readChildren("definitions", children, (one) =>
        one.tagName === "dt" ? readLine("term", one.children) : readBlocks("meaning", one.children),
      );
    case "figure":
      return readFigure(node);
    case "table":
      return readTable(node);
    default:
      return undefined;
  }
}

function readLine(type: string, children: ElementContent[], attrs?: Record<string, unknown>): JSONContent | undefined {
  const content = readInline(children, []);
  return content && { type, ...(attrs && { attrs }), ...(content.length > 0 && { content }) };
}

function readChildren(
  type: string,
  children: ElementContent[],
  read: (node: Element) => JSONContent | undefined,
  attrs?: Record<string, unknown>,
): JSONContent | undefined {
  const content: JSONContent[] = [];
  for (const child of listElements(children)) {
    const block = read(child);
    if (!block) return undefined;
    content.push(block);
  }
  return content.length > 0 ? { type, ...(attrs && { attrs }), content } : undefined;
}

const readItem = (node: Element) => (node.tagName === "li" ? readBlocks("listItem", node.children) : undefined);

/** Converts blocks and bare lines, as items, cells and definitions contain them: a bare line becomes a paragraph. */
function readBlocks(
  type: string,
  children: ElementContent[],
  attrs?: Record<string, unknown>,
): JSONContent | undefined {
  const content: JSONContent[] = [];
  let loose: ElementContent[] = [];
  const flush = () => {
    const block = loose.length > 0 ? readLine("paragraph", loose) : undefined;
    const failed = loose.length > 0 && !block;
    if (block) content.push(block);
    loose = [];
    return !failed;
  };
  for (const child of children) {
    if (child.type !== "element" || isInline(child)) {
      loose.push(child);
      continue;
    }
    const block = readBlock(child);
    if (!flush() || !block) return undefined;
    content.push(block);
  }
  if (!flush()) return undefined;
  return { type, ...(attrs && { attrs }), content: content.length > 0 ? content : [{ type: "paragraph" }] };
}

function isInline({ tagName }: Element): boolean {
  return tagName === "img" || tagName === "br" || readMark({ tagName, properties: {} }) !== undefined;
}

function readDetails([title, ...rest]: ElementContent[]): JSONContent | undefined {
  const summary = title?.type === "element" ? readLine("summary", title.children) : undefined;
  const content = readBlocks("detailsContent", rest);
  return summary && content && { type: "details", content: [summary, content] };
}

function readCode(children: ElementContent[]): JSONContent | undefined {
  const [only] = children;
  const isCode = children.length === 1 && only?.type === "element" && only.tagName === "code";
  const inside = isCode ? only.children : children;
  if (inside.some((node) => node.type !== "text")) return undefined;
  const text = inside.map((node) => ("value" in node ? node.value : "")).join("");
  return { type: "codeBlock", attrs: { code: isCode }, ...(text !== "" && { content: [{ type: "text", text }] }) };
}

function readLinkBlock(type: string, node: Element, attrs: Record<string, unknown>): JSONContent | undefined {
  const [link] = listElements(node.children);
  if (link?.tagName !== "a" || link.properties.title !== undefined) return undefined;
  if (link.children.some((child) => child.type !== "text")) return undefined;
  return { type, attrs: { ...attrs, href: String(link.properties.href), title: toText(link) } };
}

function readFigure(node: Element): JSONContent | undefined {
  const pictures: DocumentPicture[] = [];
  let caption: ElementContent[] = [];
  for (const child of node.children) {
    if (child.type !== "element") return undefined;
    if (child.tagName === "figcaption") {
      caption = child.children;
      continue;
    }
    const picture = readPicture(child);
    if (!picture) return undefined;
    pictures.push(picture);
  }
  if (pictures.length === 0) return undefined;
  return readLine("figure", caption, { pictures });
}

function readPicture(node: Element): DocumentPicture | undefined {
  if (node.tagName === "a") {
    const [img] = listElements(node.children);
    const picture = node.children.length === 1 && img ? readPicture(img) : undefined;
    return picture && node.properties.title === undefined
      ? { ...picture, href: String(node.properties.href) }
      : undefined;
  }
  const image = node.tagName === "img" ? pictureAttributes(node) : undefined;
  return image && { ...image, href: null };
}

function pictureAttributes({ properties }: Element): Omit<DocumentPicture, "href"> | undefined {
  if (!parseMediaSrc(properties.src)) return undefined;
  const size = (value: unknown) => (value === undefined ? null : Number(value));
  return {
    id: String(properties.src).slice("/media/".length),
    alt: String(properties.alt ?? ""),
    width: size(properties.width),
    height: size(properties.height),
  };
}

function readTable(node: Element): JSONContent | undefined {
  const rows: JSONContent[] = [];
  for (const [group, part] of listElements(node.children).entries()) {
    if (!["thead", "tbody", "tfoot"].includes(part.tagName)) return undefined;
    for (const row of listElements(part.children)) {
      const cells = readChildren("tableRow", row.children, readCell, { part: part.tagName, group });
      if (!cells) return undefined;
      rows.push(cells);
    }
  }
  return rows.length > 0 && isGrid(rows) ? { type: "table", content: rows } : undefined;
}

function readCell({ tagName, properties, children }: Element): JSONContent | undefined {
  return readBlocks(tagName === "th" ? "tableHeader" : "tableCell", children, {
    colspan: Number(properties.colSpan ?? 1),
    rowspan: Number(properties.rowSpan ?? 1),
    scope: properties.scope === undefined ? null : String(properties.scope),
  });
}

/** Whether a table is a complete grid: the editor would fill the gaps of any other table. */
function isGrid(rows: JSONContent[]): boolean {
  const widths: number[] = rows.map(() => 0);
  for (const [index, row] of rows.entries()) {
    for (const { attrs } of row.content ?? []) {
      const { colspan = 1, rowspan = 1 } = attrs ?? {};
      if (colspan < 1 || rowspan < 1 || index + rowspan > rows.length || colspan > 100) return false;
      for (let at = index; at < index + rowspan; at += 1) widths[at] = (widths[at] ?? 0) + colspan;
    }
  }
  return widths.every((width) => width === widths[0]);
}

/** Converts a line's content; undefined if it contains anything that is not inline. */
function readInline(nodes: ElementContent[], marks: JSONContent["marks"] & object): JSONContent[] | undefined {
  const out: JSONContent[] = [];
  const marked = marks.length > 0 ? { marks } : {};
  for (const node of nodes) {
    if (node.type === "text") {
      if (node.value !== "") out.push({ type: "text", text: node.value, ...marked });
      continue;
    }
    if (node.type !== "element") return undefined;
    if (node.tagName === "br") out.push({ type: "hardBreak", ...marked });
    else if (node.tagName === "img") {
      const attrs = pictureAttributes(node);
      if (!attrs) return undefined;
      out.push({ type: "inlinePicture", attrs, ...marked });
    } else {
      const mark = readMark(node);
      const inside = mark && readInline(node.children, [...marks, mark]);
      if (!inside) return undefined;
      out.push(...inside);
    }
  }
  return out;
}

const plainMarks = new Set("cite code del em ins kbd mark q s samp small strong sub sup var".split(" "));

function readMark({ tagName, properties }: Pick<Element, "tagName" | "properties">) {
  if (tagName === "a")
    return { type: "link", attrs: { href: String(properties.href), title: properties.title ?? null } };
  if (tagName === "small" && properties.dataNote !== undefined) return { type: "note" };
  if (tagName === "abbr") return { type: "abbr", attrs: { title: properties.title ?? null } };
  if (tagName === "time") return { type: "time", attrs: { dateTime: properties.dateTime ?? null } };
  return plainMarks.has(tagName) ? { type: tagName } : undefined;
}
