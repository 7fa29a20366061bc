import type { Element, ElementContent, Root, RootContent } from "hast";
import { type Handle, toMdast } from "hast-util-to-mdast";
import type { RootContent as MarkdownContent, PhrasingContent } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import { sanitizeArticle } from "../html/allowlist.ts";
import { element } from "../html/element.ts";
import { toHtml } from "../html/serialise.ts";
import { toText } from "../html/text.ts";
import { readArticleMarkdown } from "../markdown.ts";
import { makeFigures, onlyPicture } from "./figures.ts";

/**
 * Marks in one block above which it is written as HTML: mdast-util-to-markdown takes quadratic time in the characters
 * that it must escape.
 */
const maxMarks = 3_000;

/**
 * Writes a tree that `sanitizeArticle` made as Markdown, which `readArticleMarkdown` reads as the same text, links,
 * pictures, captions, tables and code. What Markdown does not have (definition lists, tables without a header, figures
 * with several pictures, superscripts) is written as HTML, and so is each block that would be read otherwise. Marks of
 * our own pages are left out: cards and embeds are links. Sizes of pictures are left out too.
 */
export function writeArticleMarkdown(tree: Root): string {
  const blocks = prepare(tree).children.filter((node) => node.type === "element");
  const written = print(blocks.flatMap((block) => writeBlock(block)));
  if (isReadAs(written, { type: "root", children: blocks })) return written;
  // Some blocks are read otherwise together, or together exceed what the parser allows.
  const html = print(blocks.map((block) => htmlBlock(block)));
  if (isReadAs(html, { type: "root", children: blocks })) return html;
  return print(blocks.map((block) => htmlBlock(block, encodeMarks)));
}

function writeBlock(block: Element): MarkdownContent[] {
  if (countMarks(block) > maxMarks) return [htmlBlock(block)];
  const tree = toMdast({ type: "root", children: [block] }, { handlers, document: true });
  const nodes = tree.type === "root" ? tree.children : [];
  return isReadAs(print(nodes), { type: "root", children: [block] }) ? nodes : [htmlBlock(block)];
}

function print(children: MarkdownContent[]): string {
  const extensions = [gfmToMarkdown({ tablePipeAlign: false })];
  return toMarkdown({ type: "root", children }, { bullet: "-", rule: "-", extensions }).trimEnd();
}

/** Whether Markdown is read as this tree, except for sizes of pictures and marks of our own pages. */
function isReadAs(markdown: string, tree: Root): boolean {
  return toHtml(prepare(readArticleMarkdown(markdown))) === toHtml(prepare(tree));
}

/** Brings a tree to the form in which two are compared. */
function prepare(tree: Root): Root {
  return sanitizeArticle(makeFigures({ type: "root", children: tree.children.map(plain) }));
}

function plain<N extends RootContent | ElementContent>(node: N): N {
  if (node.type !== "element") return node;
  const { tagName, properties } = node;
  const children = node.children.map(plain);
  if (tagName === "img") return { ...node, properties: { src: properties.src, alt: properties.alt ?? "" } };
  if (tagName === "p") return { ...node, properties: {}, children };
  if (tagName === "s") return { ...node, tagName: "del", children };
  if (tagName === "pre") return { ...node, children: codeOf(children) };
  return { ...node, children };
}

/** The content of `<pre>` as Markdown's fences give it: in `<code>`. */
function codeOf(children: ElementContent[]): ElementContent[] {
  const [only] = children;
  const code = children.length === 1 && only?.type === "element" && only.tagName === "code" ? only.children : children;
  return code.every((node) => node.type === "text") ? [element("code", code)] : children;
}

/** Inline elements that Markdown does not have. */
const inHtml = "abbr cite ins kbd mark q samp small sub sup time var".split(" ");

const asHtml: Handle = (state, node) => {
  const [open = "", close = ""] = toHtml({ type: "root", children: [{ ...node, children: [marker] }] }).split(
    marker.value,
  );
  return [{ type: "html", value: open }, ...state.all(node), { type: "html", value: close }];
};
const marker = { type: "text", value: "\u{FFFC}" } as const;

/** A figure with one picture and a plain caption is a paragraph with a picture, whose title is the caption. */
const figure: Handle = (state, node) => {
  const isCaption = (child: ElementContent) => child.type === "element" && child.tagName === "figcaption";
  const shown = node.children.filter((child) => !isCaption(child));
  const caption = node.children.find(isCaption);
  const words = caption?.type === "element" ? caption.children : [];
  const isPlain = words.every((node) => node.type === "text");
  if (!isPlain || !onlyPicture({ ...node, children: shown })) return htmlBlock(node);
  const paragraph = element("p", titlePicture(shown, toText({ type: "root", children: words })));
  return { type: "paragraph", children: state.all(paragraph) as PhrasingContent[] };
};

function titlePicture(nodes: ElementContent[], title: string): ElementContent[] {
  return nodes.map((node) => {
    if (node.type !== "element") return node;
    if (node.tagName === "img") return { ...node, properties: { ...node.properties, title: title || undefined } };
    return { ...node, children: titlePicture(node.children, title) };
  });
}

const handlers: Record<string, Handle> = { ...Object.fromEntries(inHtml.map((name) => [name, asHtml])), figure };

/** Characters that the limits of a text's structure count, and line breaks: as HTML they may be written otherwise. */
function encodeMarks(html: string): string {
  return html.replace(/[[\]|*_~`\n]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function countMarks(node: Element): number {
  return toText(node).replace(/[\p{L}\p{N}\s,;]+/gu, "").length;
}

/** A block as HTML. Markdown ends it at an empty line, so there is none. */
function htmlBlock(block: Element, encode = (html: string) => html): { type: "html"; value: string } {
  const html = encode(toHtml({ type: "root", children: [block] }));
  return { type: "html", value: html.replace(/\n(?=[ \t]*\n)/g, "&#10;") };
}
