import type { Element, ElementContent, Properties, Root, RootContent } from "hast";
import { appendNodes } from "./append-nodes.ts";
import type { Piece, Walk } from "./content-walk.ts";
import { element } from "./element.ts";
import { tidyLine, tidyPre } from "./lines.ts";
import { makeDefinitions, makeList } from "./lists.ts";
import { makeTable } from "./tables.ts";
import { type Rules, unwrap } from "./unwrap.ts";
import { block, inline, lineOnly } from "./vocabulary.ts";

/**
 * Rebuilds a sanitised tree so that each element is where HTML allows it: text in paragraphs, no paragraph in a
 * paragraph, no link in a link, list items in lists, cells in rows. A misplaced element is replaced by its content,
 * never lost. Serialising and parsing such a tree changes nothing, whichever parser reads it.
 */
export function conform(tree: Root, rules: Rules = {}): Root {
  const children = tree.children.filter(isContent).flatMap((node) => unwrap(node, new Set(), rules));
  const spaced: RootContent[] = [];
  for (const node of paragraphs(pieces(children))) {
    if (spaced.length > 0) spaced.push({ type: "text", value: "\n" });
    spaced.push(node);
  }
  return { type: "root", children: spaced };
}

const walk: Walk = { pieces, separate, flow, flatLine };

function isContent(node: RootContent): node is ElementContent {
  return node.type === "element" || node.type === "text";
}

/**
 * Splits the content of a container into lines and blocks. Emphasis or a link around blocks moves inside each of them.
 */
function pieces(nodes: ElementContent[]): Piece[] {
  const out: Piece[] = [];
  let line: ElementContent[] = [];
  const flush = () => {
    const tidy = tidyLine(line);
    if (tidy.length > 0) out.push({ line: tidy });
    line = [];
  };
  for (const node of nodes) {
    if (node.type !== "element" || (inline.has(node.tagName) && !holdsBlock(node))) {
      line.push(node);
      continue;
    }
    if (inline.has(node.tagName)) {
      for (const piece of distributed(node)) {
        if ("line" in piece) appendNodes(line, piece.line);
        else {
          flush();
          out.push(piece);
        }
      }
      continue;
    }
    flush();
    appendNodes(out, blockPieces(node));
  }
  flush();
  return out;
}

function holdsBlock(node: Element): boolean {
  return node.children.some((child) => child.type === "element" && (block.has(child.tagName) || holdsBlock(child)));
}

function distributed(node: Element): Piece[] {
  const wrap = (children: ElementContent[]) => element(node.tagName, children, node.properties);
  return pieces(node.children).map((piece) => {
    if ("line" in piece) return { line: [wrap(piece.line)] };
    const inner = piece.block;
    // A card or an embed is a single link, without emphasis around it.
    if (inner.properties.dataCard !== undefined || inner.properties.dataEmbed !== undefined) return piece;
    if (lineOnly.has(inner.tagName)) return { block: { ...inner, children: [wrap(inner.children)] } };
    if (inner.tagName !== "figure" || node.tagName !== "a") return piece;
    const children = inner.children.map((child) => (isPicture(child) ? wrap([child]) : child));
    return { block: { ...inner, children } };
  });
}

function isPicture(node: ElementContent): boolean {
  return node.type === "element" && node.tagName === "img";
}

function blockPieces(node: Element): Piece[] {
  const blocks = makeBlock(node);
  return Array.isArray(blocks) ? blocks : [{ block: blocks }];
}

/** Returns the block as it may appear in a container, or the pieces that replace it. */
function makeBlock(node: Element): Element | Piece[] {
  switch (node.tagName) {
    case "hr":
      return element("hr");
    case "p":
    case "h2":
    case "h3":
    case "h4":
    case "pre":
      return makeLine(node);
    case "ul":
    case "ol":
      return makeList(node, walk);
    case "dl":
      return makeDefinitions(node, walk);
    case "table":
      return makeTable(node, walk);
    case "figure":
      return makeFigure(node);
    case "aside":
      return makeCallout(node);
    case "details":
      return makeDetails(node);
    case "blockquote": {
      const children = paragraphs(pieces(node.children));
      return children.length > 0 ? element("blockquote", children) : [];
    }
    default:
      return separate(pieces(node.children));
  }
}

/** Lines from a dissolved block become paragraphs of their own. */
function separate(parts: Piece[]): Piece[] {
  return paragraphs(parts).map((node) => ({ block: node }));
}

function paragraphs(parts: Piece[]): Element[] {
  return parts.map((piece) => ("line" in piece ? element("p", piece.line) : piece.block));
}

function makeLine(node: Element): Element | Piece[] {
  if (node.tagName === "pre") {
    const children = tidyPre(flatLine(node.children, "\n"));
    return children.length > 0 ? element("pre", children) : [];
  }
  const children = tidyLine(flatLine(node.children, " "));
  if (children.length === 0) return [];
  return element(node.tagName, children, node.tagName === "p" ? markOf(node, children) : {});
}

/** The attribute that turns a paragraph with a single link into a card or an embed. */
function markOf({ properties }: Element, children: ElementContent[]): Properties {
  if (/^\d+$/.test(String(properties.dataCard ?? "")) && isCardLink(children)) return { dataCard: properties.dataCard };
  if (properties.dataEmbed === "" && isOutsideLink(children)) return { dataEmbed: "" };
  return {};
}

function isOutsideLink(children: ElementContent[]): boolean {
  const [only] = children;
  if (children.length !== 1 || only?.type !== "element" || only.tagName !== "a") return false;
  return /^https?:\/\//i.test(String(only.properties.href));
}

/** Any other aside is dissolved. */
function makeCallout(node: Element): Element | Piece[] {
  const parts = separate(pieces(node.children));
  const { dataCallout } = node.properties;
  if (!dataCallout) return parts;
  const children = parts.flatMap((piece) => ("block" in piece ? [piece.block] : []));
  return children.length > 0 ? element("aside", children, { dataCallout }) : [];
}

/**
 * Builds an expandable section: its first summary, then blocks. One without a summary or without content is dissolved, so
 * that nothing stays hidden behind an empty line. A summary elsewhere becomes a paragraph.
 */
function makeDetails(node: Element): Element | Piece[] {
  const title = node.children.find(isSummary);
  const parts = pieces(node.children.filter((child) => child !== title));
  const line = title ? tidyLine(flatLine(title.children, " ")) : [];
  if (line.length === 0) return separate(parts);
  if (parts.length === 0) return separate([{ line }]);
  return element("details", [element("summary", line), ...paragraphs(parts)]);
}

function isSummary(node: ElementContent): node is Element {
  return node.type === "element" && node.tagName === "summary";
}

function isCardLink(children: ElementContent[]): boolean {
  const [only] = children;
  if (children.length !== 1 || only?.type !== "element" || only.tagName !== "a") return false;
  return String(only.properties.href).startsWith("/articles/");
}

/** Keeps only what fits in a line: blocks are replaced by their content, with a separator between them. */
function flatLine(nodes: ElementContent[], separator: string): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type !== "element") return [node];
    const children = flatLine(node.children, separator);
    if (inline.has(node.tagName)) return [{ ...node, children }];
    const edge: ElementContent = { type: "text", value: separator };
    return [edge, ...children, edge];
  });
}

/** Content of a list item or a cell: one line stays a line; several become paragraphs. */
function flow(nodes: ElementContent[]): ElementContent[] {
  const parts = pieces(nodes);
  const touching = parts.some((piece, index) => index > 0 && "line" in piece && "line" in (parts[index - 1] ?? piece));
  const [only] = parts;
  // One paragraph, alone or before lists, is simply the item's text.
  if (only && "block" in only && isPlainParagraph(only.block) && parts.slice(1).every(isList)) {
    return parts.flatMap((piece, index) => ("line" in piece ? [] : index === 0 ? piece.block.children : [piece.block]));
  }
  return touching ? paragraphs(parts) : parts.flatMap((piece) => ("line" in piece ? piece.line : [piece.block]));
}

function isList(piece: Piece): boolean {
  return "block" in piece && (piece.block.tagName === "ul" || piece.block.tagName === "ol");
}

function isPlainParagraph(node: Element): boolean {
  return node.tagName === "p" && node.properties.dataCard === undefined && node.properties.dataEmbed === undefined;
}

/** Separates an image from the text next to it, so that the figure is recognised when it is parsed again. */
function makeFigure(node: Element): Element | Piece[] {
  const captions = node.children.filter((child) => child.type === "element" && child.tagName === "figcaption");
  const parts = pieces(node.children.filter((child) => !captions.includes(child))).flatMap(picturesApart);
  const caption = tidyLine(captions.flatMap((child) => flatLine("children" in child ? child.children : [], " ")));
  const nested = parts.some((piece) => "block" in piece && piece.block.tagName === "figure");
  const pictured = parts.some(isPictured);
  if (nested || (!pictured && (caption.length === 0 || parts.length === 0))) {
    return separate(caption.length > 0 ? [...parts, { line: caption }] : parts);
  }
  const content = parts.flatMap((piece) => ("line" in piece && isPictured(piece) ? piece.line : paragraphs([piece])));
  return element("figure", caption.length > 0 ? [...content, element("figcaption", caption)] : content);
}

/** Splits a line into lines with only images and lines without any; white space stays where it is. */
function picturesApart(piece: Piece): Piece[] {
  if ("block" in piece) return [piece];
  const runs: { pictured: boolean; nodes: ElementContent[] }[] = [];
  for (const child of piece.line) {
    const last = runs.at(-1);
    const pictured = holdsPicture(child);
    if (last && (last.pictured === pictured || isBlank(child))) last.nodes.push(child);
    else runs.push({ pictured, nodes: [child] });
  }
  return runs.flatMap(({ nodes }) => {
    const line = tidyLine(nodes);
    return line.length > 0 ? [{ line }] : [];
  });
}

function isPictured(piece: Piece): boolean {
  return "line" in piece && piece.line.some(holdsPicture);
}

function isBlank(node: ElementContent): boolean {
  return node.type === "text" && node.value.trim() === "";
}

function holdsPicture(node: ElementContent): boolean {
  return isPicture(node) || (node.type === "element" && node.tagName === "a" && node.children.some(isPicture));
}
