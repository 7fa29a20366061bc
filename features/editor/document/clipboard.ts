import type { Element, ElementContent, Root, RootContent } from "hast";
import { toEmbed } from "#features/articles/body/embeds.ts";
import { toText } from "#lib/html/text.ts";
import { convertFootnotes, isNoteOnly } from "./clipboard/footnotes.ts";
import { assignPictureIds, type ClipboardPictures } from "./clipboard/pictures.ts";
import { getClasses, getStyle } from "./clipboard/style.ts";
import { type AcceptedChanges, acceptTrackedChanges } from "./clipboard/tracked-changes.ts";
import { readFrame } from "./embed-code.ts";
import { writeLink } from "./write-document.ts";

/**
 * Converts word processors' clipboard HTML to plain elements before the allowlist filters it. Their emphasis is in
 * style attributes, Word's lists are paragraphs with a typed bullet, Google wraps everything in a bold element that is
 * not bold, notes are pairs of links, and comments and deleted text stand among the words. Pictures from elsewhere get
 * ids of their own (`markPendingPictures`).
 * @param origin the origin of this site
 */
export function readClipboard(
  tree: Root,
  site: { origin?: string | undefined } = {},
): AcceptedChanges & ClipboardPictures {
  const reviewed = acceptTrackedChanges(tree);
  const pictured = assignPictureIds(convertFootnotes(reviewed.tree), site);
  const children = buildWordLists(normaliseNodes(pictured.tree.children)).flatMap(removeMarkers);
  return { ...reviewed, ...pictured, tree: { type: "root", children } };
}

/** Elements that only format a note's mark; the note itself belongs to the text. */
const inlineFormatting = new Set(["a", "b", "em", "font", "i", "span", "strong", "sup", "u"]);

function normaliseNodes(nodes: RootContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === "text") return [node];
    if (node.type !== "element") return [];
    // Word's own elements (`<o:p>`) hold an empty paragraph's no-break space.
    if (/^(o|v|w|m|st1):/.test(node.tagName)) return normaliseNodes(node.children);
    if (getStyle(node, "mso-list").startsWith("ignore")) return [toMarker(node)];
    if (node.tagName === "iframe") return frameToEmbed(node);
    const children = buildWordLists(normaliseNodes(node.children));
    if (node.tagName === "b" && getStyle(node, "font-weight").startsWith("normal")) return children;
    if (/^(docs-internal-guid)/.test(String(node.properties.id ?? ""))) return children;
    if (inlineFormatting.has(node.tagName) && isNoteOnly(children)) return children;
    if (node.tagName === "p" && children.some(isEmbed)) return splitAtEmbeds(node, children);
    const isHead = /^h[1-6]$/.test(node.tagName);
    const named = { ...node, tagName: titleTagName(node) ?? node.tagName, children };
    return [isHead ? { ...named, children: children.flatMap(removeBold) } : applyStyleMarks(named)];
  });
}

/** Keeps the player of a copied page; its other frames (advertisements, counters) are dropped. */
function frameToEmbed(frame: Element): Element[] {
  const page = readFrame(frame);
  const embed = page && toEmbed(page.href, page.title ?? "");
  return embed?.player === undefined ? [] : [writeLink({ dataEmbed: "" }, { href: embed.href, title: embed.title })];
}

function isEmbed(node: ElementContent): boolean {
  return node.type === "element" && node.properties.dataEmbed !== undefined;
}

/** Splits a paragraph at its embeds, which are blocks. */
function splitAtEmbeds(paragraph: Element, children: ElementContent[]): ElementContent[] {
  const lines: ElementContent[] = [];
  let line: ElementContent[] | undefined;
  for (const child of children) {
    if (isEmbed(child)) {
      lines.push(child);
      line = undefined;
    } else if (line) line.push(child);
    else {
      line = [child];
      lines.push({ ...paragraph, children: line });
    }
  }
  return lines;
}

/** The heading for Word's title paragraphs, which are no headings. */
function titleTagName(node: Element): string | undefined {
  return getClasses(node).some((name) => name.startsWith("MsoTitle")) ? "h2" : undefined;
}

/** A heading is bold anyway. */
function removeBold(node: ElementContent): ElementContent[] {
  return node.type === "element" && (node.tagName === "b" || node.tagName === "strong") ? node.children : [node];
}

/** Converts a span's style to emphasis. */
function applyStyleMarks(node: Element): Element {
  if (node.tagName !== "span") return node;
  const names: string[] = [];
  if (/^(?:bold|[6-9]00)/.test(getStyle(node, "font-weight"))) names.push("strong");
  if (getStyle(node, "font-style").startsWith("italic")) names.push("em");
  if (["text-decoration", "text-decoration-line"].some((name) => getStyle(node, name).includes("line-through")))
    names.push("s");
  if (getStyle(node, "vertical-align").startsWith("super")) names.push("sup");
  else if (getStyle(node, "vertical-align").startsWith("sub")) names.push("sub");
  return names.reduce<Element>(
    (inside, tagName) => ({ type: "element", tagName, properties: {}, children: [inside] }),
    node,
  );
}

interface ListLine {
  level: number;
  ordered: boolean;
  children: ElementContent[];
}

/** Joins consecutive paragraphs `<p class=MsoListParagraph style="mso-list:l0 level2 lfo1">` to lists. */
function buildWordLists(nodes: ElementContent[]): ElementContent[] {
  const out: ElementContent[] = [];
  let lines: ListLine[] = [];
  const flush = () => {
    if (lines.length > 0) out.push(...nestLines(lines));
    lines = [];
  };
  for (const node of nodes) {
    const line = node.type === "element" ? readListLine(node) : undefined;
    if (line) lines.push(line);
    else if (!(lines.length > 0 && node.type === "text" && node.value.trim() === "")) {
      flush();
      out.push(node);
    }
  }
  flush();
  return out;
}

/** Word marks what it typed before a list item; this element holds it until the lists are built. */
function toMarker(node: Element): Element {
  return { type: "element", tagName: "data", properties: { dataMarker: toText(node) }, children: [] };
}

function removeMarkers(node: ElementContent): ElementContent[] {
  if (node.type !== "element") return [node];
  if (node.properties.dataMarker !== undefined) return [];
  return [{ ...node, children: node.children.flatMap(removeMarkers) }];
}

function findMarker(nodes: ElementContent[]): string | undefined {
  for (const node of nodes) {
    if (node.type !== "element") continue;
    const own = node.properties.dataMarker;
    const marker = own === undefined ? findMarker(node.children) : String(own);
    if (marker !== undefined) return marker;
  }
  return undefined;
}

/**
 * A marker as plain text: a bullet, or a number or letter followed by several spaces, as Word writes them. "M. Dupont"
 * and "2. étage" are the beginnings of sentences.
 */
const typedMarker =
  /^\s*(?:([·•§▪])[\s\u00a0]|((?:\d{1,3}|[a-z]{1,4})[.)]|[o–-])(?=[\s\u00a0]*\u00a0)[\s\u00a0]{2})[\s\u00a0]*/i;
const numbering = /^[\s\u00a0]*\(?(?:\d+|[a-z]+)[.)]/i;

function readListLine(node: Element): ListLine | undefined {
  const level = /level(\d)/.exec(getStyle(node, "mso-list"))?.[1];
  if (node.tagName !== "p" || level === undefined) return undefined;
  const marker = findMarker(node.children);
  if (marker !== undefined) return { level: Number(level), ordered: numbering.test(marker), children: node.children };
  const [first, ...rest] = node.children;
  const typed = first && "value" in first ? typedMarker.exec(first.value) : null;
  const children =
    typed && first && "value" in first
      ? [{ ...first, value: first.value.slice(typed[0].length) }, ...rest]
      : node.children;
  return { level: Number(level), ordered: typed !== null && numbering.test(typed[0]), children };
}

function nestLines(lines: ListLine[]): Element[] {
  const out: Element[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (!line) break;
    let end = at + 1;
    while (end < lines.length && (lines[end]?.level ?? 0) > line.level) end += 1;
    const item: Element = {
      type: "element",
      tagName: "li",
      properties: {},
      children: [...line.children, ...nestLines(lines.slice(at + 1, end))],
    };
    const tagName = line.ordered ? "ol" : "ul";
    const last = out.at(-1);
    if (last?.tagName === tagName) last.children.push(item);
    else out.push({ type: "element", tagName, properties: {}, children: [item] });
    at = end;
  }
  return out;
}
