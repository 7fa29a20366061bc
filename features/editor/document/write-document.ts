import type { JSONContent } from "@tiptap/core";
import type { Element, ElementContent, Properties, Root } from "hast";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { element } from "#lib/html/element.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { markNames } from "./nodes/marks.ts";
import type { DocumentPicture } from "./nodes/pictures.ts";

/**
 * Converts an editor's document to the stored body: allowlisted and canonical, with unchanged blocks as they were
 * (`memory`).
 */
export function writeDocument(document: JSONContent, memory: OriginalHtml = new Map()): string {
  return joinBlocks((document.content ?? []).map((block) => writeStoredBlock(block, memory)));
}

/** Joins blocks to a body. */
export function joinBlocks(blocks: string[]): string {
  return blocks.filter((html) => html !== "").join("\n");
}

/** Writes one block as it is stored. */
export function writeStoredBlock(block: JSONContent, memory: OriginalHtml): string {
  if (block.type === "kept") return sanitiseToHtml(parseHtml(String(block.attrs?.html ?? "")));
  const html = writeBlock(block);
  return memory.get(html) ?? html;
}

/** Writes one block, sanitised. */
export function writeBlock(block: JSONContent): string {
  return sanitiseToHtml({ type: "root", children: writeNode(block) });
}

function sanitiseToHtml(tree: Root): string {
  return toHtml(sanitizeArticle(tree));
}

const containers: Record<string, string> = {
  paragraph: "p",
  blockquote: "blockquote",
  details: "details",
  summary: "summary",
  bulletList: "ul",
  listItem: "li",
  definitions: "dl",
  term: "dt",
  meaning: "dd",
};

function writeNode(node: JSONContent): ElementContent[] {
  const attrs = node.attrs ?? {};
  const inside = () => writeNodes(node.content);
  const container = containers[node.type ?? ""];
  if (container) return [element(container, inside())];
  switch (node.type) {
    case "heading":
      return [element(`h${attrs.level}`, inside())];
    case "callout":
      return [element("aside", inside(), { dataCallout: attrs.kind })];
    case "detailsContent":
      return inside();
    case "codeBlock":
      return [element("pre", attrs.code === false ? inside() : [element("code", inside())])];
    case "orderedList":
      return [
        element("ol", inside(), {
          ...(attrs.start !== null && attrs.start !== undefined && { start: String(attrs.start) }),
          ...(attrs.reversed && { reversed: "" }),
        }),
      ];
    case "horizontalRule":
      return [element("hr")];
    case "figure":
      return [writeFigure(attrs.pictures ?? [], inside())];
    case "card":
      return [writeLink({ dataCard: String(attrs.id) }, attrs)];
    case "embed":
      return [writeLink({ dataEmbed: "" }, attrs)];
    case "kept":
      return parseHtml(String(attrs.html)).children.filter((child) => child.type === "element");
    case "table":
      return [element("table", writeRows(node.content ?? []))];
    default:
      return [];
  }
}

/** Writes a line that is one link: of an embed (`dataEmbed`) or a card (`dataCard`). */
export function writeLink(properties: Properties, { href, title }: Record<string, unknown>): Element {
  return element("p", [element("a", [{ type: "text", value: String(title) }], { href: String(href) })], properties);
}

function writeFigure(pictures: DocumentPicture[], caption: ElementContent[]): Element {
  const images = pictures.map((picture) => {
    const image = element("img", [], imageProperties(picture));
    return picture.href ? element("a", [image], { href: picture.href }) : image;
  });
  return element("figure", caption.length > 0 ? [...images, element("figcaption", caption)] : images);
}

function imageProperties({ id, alt, width, height }: Omit<DocumentPicture, "href">): Properties {
  return {
    src: `/media/${id}`,
    alt,
    ...(width !== null && { width: String(width) }),
    ...(height !== null && { height: String(height) }),
  };
}

function writeRows(rows: JSONContent[]): Element[] {
  const groups: Element[] = [];
  let last: { part: string; group: number | null } | undefined;
  for (const row of rows) {
    const part = String(row.attrs?.part ?? "tbody");
    const group: number | null = row.attrs?.group ?? null;
    // A row that was inserted in the editor has no group: it joins the group around it.
    const joins = last?.part === part && (group === null || last.group === null || last.group === group);
    if (!joins) groups.push(element(part));
    last = { part, group: group ?? (joins && last ? last.group : null) };
    groups.at(-1)?.children.push(element("tr", (row.content ?? []).map(writeCell)));
  }
  return groups;
}

function writeCell({ type, attrs = {}, content }: JSONContent): Element {
  return element(type === "tableHeader" ? "th" : "td", writeNodes(content), {
    ...(attrs.colspan > 1 && { colSpan: String(attrs.colspan) }),
    ...(attrs.rowspan > 1 && { rowSpan: String(attrs.rowspan) }),
    ...(attrs.scope && { scope: String(attrs.scope) }),
  });
}

type MarkJson = NonNullable<JSONContent["marks"]>[number];

const markOrder = new Map<string, number>(markNames.map((name, index) => [name, index]));
const inlineTypes = new Set(["text", "hardBreak", "inlinePicture"]);

/** Writes blocks, or a line with nested marks, which neighbours share as far as they have the same ones. */
function writeNodes(nodes: JSONContent[] = []): ElementContent[] {
  const out: ElementContent[] = [];
  const open: { mark: MarkJson; element: Element }[] = [];
  for (const node of nodes) {
    if (!inlineTypes.has(node.type ?? "")) {
      open.length = 0;
      out.push(...writeNode(node));
      continue;
    }
    const marks = [...(node.marks ?? [])].sort((a, b) => (markOrder.get(a.type) ?? 0) - (markOrder.get(b.type) ?? 0));
    let shared = 0;
    while (shared < open.length && shared < marks.length && isSameMark(open[shared]?.mark, marks[shared])) shared += 1;
    open.length = shared;
    for (const mark of marks.slice(shared)) {
      const wrapper = markElement(mark);
      (open.at(-1)?.element.children ?? out).push(wrapper);
      open.push({ mark, element: wrapper });
    }
    (open.at(-1)?.element.children ?? out).push(writeInline(node));
  }
  return out;
}

function isSameMark(a: MarkJson | undefined, b: MarkJson | undefined): boolean {
  return a?.type === b?.type && JSON.stringify(a?.attrs ?? {}) === JSON.stringify(b?.attrs ?? {});
}

function markElement({ type, attrs = {} }: MarkJson): Element {
  if (type === "link") {
    return element("a", [], { href: String(attrs.href), ...(attrs.title && { title: String(attrs.title) }) });
  }
  if (type === "note") return element("small", [], { dataNote: "" });
  const { title, dateTime } = attrs;
  return element(type, [], {
    ...(title !== null && title !== undefined && { title: String(title) }),
    ...(dateTime !== null && dateTime !== undefined && { dateTime: String(dateTime) }),
  });
}

function writeInline(node: JSONContent): ElementContent {
  if (node.type === "text") return { type: "text", value: node.text ?? "" };
  if (node.type === "hardBreak") return element("br");
  const { id, alt, width, height } = node.attrs ?? {};
  return element("img", [], imageProperties({ id: String(id), alt: String(alt), width, height }));
}

/**
 * The original HTML of unchanged blocks, by the HTML that the editor would write for them now. A block that was only
 * viewed is stored as it was, also if the canonical form differs (`<em><strong>` for `<strong><em>`).
 */
export type OriginalHtml = Map<string, string>;
