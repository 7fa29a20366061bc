import { DomHandler, Parser, type parseDocument } from "htmlparser2";

type Node = ReturnType<typeof parseDocument>["children"][number];
export type Element = Extract<Node, { attribs: Record<string, string> }>;

export const isElement = (node: Node): node is Element => "attribs" in node;

export interface ShownImage {
  src: string;
  alt: string;
  /** Where the link around it leads. */
  link?: string | undefined;
}

/** What a text shows, in its order. */
export interface HtmlContent {
  /** The texts of paragraphs, list items, cells …, and of code listings. */
  blocks: { text: string /** The paragraph is one link. */; isLink: boolean; isCode?: boolean }[];
  /** Code listings, character by character. */
  code: string[];
  images: ShownImage[];
  links: { href: string; hasText: boolean }[];
  captions: string[];
}

/** Deeper elements are left out: the parser's time grows with the square of the depth. */
const maxDepth = 5_000;

class TooDeep extends Error {}

/** A tree that ends where the text is nested too deeply. */
class BoundedHandler extends DomHandler {
  override onopentag(name: string, attribs: Record<string, string>): void {
    if (this.tagStack.length > maxDepth) throw new TooDeep();
    super.onopentag(name, attribs);
  }
}

/** Parses HTML; `onCut` is called if some of it was nested too deeply. */
export function parseHtml(html: string, onCut: () => void = () => {}): Node[] {
  const handler = new BoundedHandler();
  try {
    new Parser(handler).end(html);
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    onCut();
  }
  return handler.root.children;
}

const invisible = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "head",
  "select",
  "button",
  "textarea",
  "datalist",
]);
const frames = new Set(["iframe", "object", "embed", "video", "audio", "source"]);
const inline = new Set(
  "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr".split(
    " ",
  ),
);

/** Puts nodes on a stack, the first on top. An element may have more children than a call has arguments. */
export function pushAll(stack: unknown[], nodes: Node[]): void {
  for (let index = nodes.length - 1; index >= 0; index -= 1) stack.push(nodes[index]);
}

/** Lists what some elements show. Iterative: an export may nest without end. */
export function readContent(nodes: Node[], skip: (element: Element) => boolean = () => false): HtmlContent {
  const content: HtmlContent = { blocks: [], code: [], images: [], links: [], captions: [] };
  let text = "";
  let linkText = "";
  let linkDepth = 0;
  let linkHref = "";
  let caption: string | undefined;
  /** Pieces of text so far, other than spaces. */
  let pieces = 0;
  const endBlock = () => {
    if (text.trim() !== "") content.blocks.push({ text, isLink: linkText.trim() === text.trim() });
    text = "";
    linkText = "";
  };
  const stack: (Node | (() => void))[] = [...nodes].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node === "function") node();
    else if (node.type === "text") {
      const lines = ("data" in node ? String(node.data) : "").split("\n");
      for (const [index, line] of lines.entries()) {
        // An empty line ends a paragraph.
        if (index > 0 && index < lines.length - 1 && line.trim() === "") endBlock();
        const piece = index < lines.length - 1 ? `${line}\n` : line;
        if (piece.trim() !== "") pieces += 1;
        text += piece;
        if (linkDepth > 0) linkText += piece;
        if (caption !== undefined) caption += `${piece} `;
      }
    } else if (isElement(node) && !invisible.has(node.name) && !skip(node)) {
      const { name, attribs, children } = node;
      if (name === "pre") {
        endBlock();
        const code = rawText(node);
        content.code.push(code);
        content.blocks.push({ text: code, isLink: false, isCode: true });
        continue;
      }
      if (name === "img" && attribs.src)
        content.images.push({ src: attribs.src, alt: attribs.alt ?? "", link: linkDepth > 0 ? linkHref : undefined });
      if (frames.has(name)) {
        const address = attribs.src ?? attribs.data;
        if (address) content.links.push({ href: address, hasText: true });
        pushAll(stack, children);
        continue;
      }
      if (name === "br") text += " ";
      if (name === "a") {
        linkDepth += 1;
        linkHref = attribs.href ?? "";
        const link = { href: attribs.href ?? "", hasText: false };
        if (attribs.href) content.links.push(link);
        const before = pieces;
        stack.push(() => {
          linkDepth -= 1;
          link.hasText = pieces > before;
        });
      } else if (name === "figcaption") {
        caption = "";
        stack.push(() => {
          if (caption?.trim()) content.captions.push(caption);
          caption = undefined;
        });
      }
      if (!inline.has(name) && name !== "br" && name !== "img") {
        endBlock();
        stack.push(endBlock);
      }
      pushAll(stack, children);
    } else if ("children" in node && !isElement(node)) pushAll(stack, node.children);
  }
  endBlock();
  return content;
}

/** The text of an element with every space; `between` is put between its pieces. */
export function rawText(element: Node, between = ""): string {
  let text = "";
  const stack: Node[] = [element];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === "text" && "data" in node) text += node.data + between;
    else if (isElement(node) && node.name === "br") text += "\n";
    else if ("children" in node) pushAll(stack, node.children);
  }
  return text;
}

/** Finds elements, the outermost first, without looking inside those that are found. */
export function findElements(
  nodes: Node[],
  matches: (element: Element) => boolean,
  max = Number.POSITIVE_INFINITY,
): Element[] {
  const found: Element[] = [];
  const stack = [...nodes].reverse();
  for (let node = stack.pop(); node !== undefined && found.length < max; node = stack.pop()) {
    if (isElement(node) && matches(node)) found.push(node);
    else if ("children" in node) pushAll(stack, node.children);
  }
  return found;
}

export const hasClass = (element: Element, name: string) => (element.attribs.class ?? "").split(/\s+/).includes(name);

/**
 * The words of a text, for comparisons: letters and digits, in their order. Tolerated are typography (quotation marks,
 * dashes, spaces, ligatures), punctuation, directional marks, and addresses written out, which are compared as links.
 */
export function listWords(text: string): string[] {
  const plain = text
    .replace(/https?:\/\/\S+/gi, " ")
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "");
  return plain.normalize("NFKC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** The words as one text, in which other words can be looked for. */
export const joinWords = (words: string[]) => ` ${words.join(" ")} `;
