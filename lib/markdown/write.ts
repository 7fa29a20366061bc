import type { Element, ElementContent, Root, RootContent } from "hast";
import { toText } from "../html/text.ts";
import { parseMarkdown } from "./parse.ts";

/**
 * Writes a tree that `sanitizeComment` made as Markdown, for a field in which Markdown is typed. Read again
 * (`parseMarkdown`, kind `shown`) it has the same text; emphasis that Markdown cannot express, as inside a word beside
 * punctuation, is left out.
 */
export function writeMarkdown(tree: Root): string {
  return writeBlocks(tree.children).join("\n\n");
}

type Node = RootContent | ElementContent;

const blocks = new Set(["p", "ul", "ol", "blockquote", "pre"]);
const isBlock = (node: Node): node is Element => node.type === "element" && blocks.has(node.tagName);

/** Writes blocks; what is in line between them becomes a paragraph. */
function writeBlocks(nodes: readonly Node[]): string[] {
  const written: string[] = [];
  let line: Node[] = [];
  let previous: Element | undefined;
  // Two lists after each other would become one: the second gets the other marker.
  let isAlternate = false;
  const flush = () => {
    const text = writeLines(line);
    line = [];
    if (text === "") return;
    written.push(text);
    previous = undefined;
  };
  for (const node of nodes) {
    if (!isBlock(node)) {
      line.push(node);
      continue;
    }
    flush();
    isAlternate = previous?.tagName === node.tagName && !isAlternate;
    const text = writeBlock(node, isAlternate);
    if (text === "") continue;
    written.push(text);
    previous = node;
  }
  flush();
  return written;
}

function writeBlock(block: Element, isAlternate: boolean): string {
  if (block.tagName === "p") return writeLines(block.children);
  if (block.tagName === "pre") return writeFence(rawText(block));
  if (block.tagName === "blockquote") {
    const quoted = writeBlocks(block.children).join("\n\n");
    return quoted === "" ? "" : quoted.replace(/^/gm, "> ").replace(/^> $/gm, ">");
  }
  return writeList(block, isAlternate);
}

function writeList({ tagName, children }: Element, isAlternate: boolean): string {
  const items = children.filter((node): node is Element => node.type === "element");
  const isLoose = items.some((item) => item.children.some((node) => isBlock(node) && !/^[uo]l$/.test(node.tagName)));
  const written = items.map((item, at) => {
    const marker = tagName === "ul" ? (isAlternate ? "*" : "-") : `${at + 1}${isAlternate ? ")" : "."}`;
    const content = writeBlocks(item.children).join(isLoose ? "\n\n" : "\n");
    const indent = " ".repeat(marker.length + 1);
    return `${marker} ${content.replace(/\n(?=[^\n])/g, `\n${indent}`)}`.trimEnd();
  });
  return written.join(isLoose ? "\n\n" : "\n");
}

function writeFence(code: string): string {
  const text = code.replace(/\n$/, "");
  const fence = fenceFor(text, 3);
  return `${fence}\n${text}\n${fence}`;
}

/** A row of backticks that is longer than any in the text. */
function fenceFor(text: string, min: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return "`".repeat(Math.max(min, longest + 1));
}

/** Writes inline elements as lines; what would begin a block at the start of a line is escaped. */
function writeLines(nodes: readonly Node[]): string {
  const text = joinLines(writeInline(nodes, { before: "", after: "" }));
  // Rows of asterisks that touch each other may be read otherwise: then the words count more than their emphasis.
  return isReadAs(text, nodes) ? text : joinLines(writePlain(nodes));
}

const writePlain = (nodes: readonly Node[]) =>
  escapeText(
    nodes
      .map(rawText)
      .join("")
      .replace(/[ \t\r\f]+/g, " "),
  );

function isReadAs(text: string, nodes: readonly Node[]): boolean {
  const read = parseMarkdown(text, "shown");
  const words = (root: Root) => toText(root).replace(/\s+/g, " ");
  return read !== undefined && words(read) === words({ type: "root", children: [...nodes] });
}

function joinLines(text: string): string {
  return text
    .split("\n")
    .map((line) => escapeStart(line.trim()))
    .filter((line) => line !== "")
    .join("\n");
}

function escapeStart(line: string): string {
  if (/^(?:[#>\-+=~|]|:-)/.test(line)) return `\\${line}`;
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2");
}

/** The characters around a piece of text, which decide whether asterisks are emphasis. "" at the edge of a line. */
interface Edges {
  before: string;
  after: string;
}

function writeInline(nodes: readonly Node[], edges: Edges): string {
  let written = "";
  nodes.forEach((node, at) => {
    const before = written === "" ? edges.before : written.slice(-1);
    const after =
      nodes
        .slice(at + 1)
        .map(rawText)
        .join("")
        .slice(0, 1) || edges.after;
    written += writeInlineNode(node, { before, after });
  });
  return written;
}

function writeInlineNode(node: Node, edges: Edges): string {
  if (node.type === "text") return escapeText(node.value.replace(/[ \t\n\r\f]+/g, " "));
  if (node.type !== "element") return "";
  switch (node.tagName) {
    case "br":
      return "\n";
    case "code":
      return writeCode(rawText(node), edges.before);
    case "strong":
      return writeEmphasis(node, "**", edges);
    case "em":
      return writeEmphasis(node, "*", edges);
    case "a":
      return writeLink(node);
    default:
      return writeInline(node.children, edges);
  }
}

function writeCode(code: string, before: string): string {
  const text = code.replace(/\s+/g, " ");
  if (text.trim() === "") return text;
  // Two rows of backticks would become one.
  if (before === "`") return escapeText(text);
  const fence = fenceFor(text, 1);
  const space = /^[ `]|[ `]$/.test(text) ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}

const isSpace = (character: string) => character === "" || /\s/.test(character);
const isPunctuation = (character: string) => /[\p{P}\p{S}]/u.test(character);

function writeEmphasis({ children }: Element, marker: string, { before, after }: Edges): string {
  const inside = writeInline(children, { before, after });
  const text = inside.trim();
  if (text === "") return inside;
  const start = inside.slice(0, inside.indexOf(text));
  const end = inside.slice(start.length + text.length);
  // The asterisks of emphasis inside belong to the same run.
  const opens = mayDelimit(start || before, text.replace(/^\*+/, "").slice(0, 1));
  const closes = mayDelimit(end || after, characterBeforeMarks(text));
  return opens && closes ? `${start}${marker}${text}${marker}${end}` : inside;
}

function characterBeforeMarks(text: string): string {
  let at = text.length;
  while (text[at - 1] === "*") at -= 1;
  return text.slice(Math.max(0, at - 1), at);
}

/** Whether asterisks between these two characters open or close emphasis (CommonMark's flanking runs). */
function mayDelimit(outside: string, inside: string): boolean {
  if (outside === "*" || isSpace(inside)) return false;
  return !isPunctuation(inside) || isSpace(outside) || isPunctuation(outside);
}

function writeLink(link: Element): string {
  const text = writeInline(link.children, { before: "[", after: "]" });
  const { href } = link.properties;
  if (typeof href !== "string" || href === "" || text.trim() === "") return text;
  if (rawText(link) === href && /^https?:\/\/[^\s<>]+$/.test(href)) return `<${href}>`;
  const address = href.replace(/[\s<>()\\]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `[${text}](${address})`;
}

function rawText(node: Node): string {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return "";
  return node.tagName === "br" ? "\n" : node.children.map(rawText).join("");
}

/** Escapes what Markdown would read as markup. A bare address stays as it is: the parser links it as a whole. */
function escapeText(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>]+)/)
    .map((part, at) => (at % 2 === 1 ? part : escapeMarks(part)))
    .join("");
}

function escapeMarks(text: string): string {
  return text
    .replace(/[\\`*[\]]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/~(?=~)/g, "\\~")
    .replace(/<(?=[a-z/!?])/gi, "\\<")
    .replace(/&(?=[a-z#])/gi, "\\&");
}
