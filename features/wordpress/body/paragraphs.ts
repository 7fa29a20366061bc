import type { Element, ElementContent, Root, RootContent } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { appendNodes } from "#lib/html/append-nodes.ts";
import { element } from "#lib/html/element.ts";
import { block, boundaries, inline, lineOnly } from "#lib/html/vocabulary.ts";

const blankLine = /\n[ \t\r]*\n/;
/** Elements left unchanged. */
const verbatim = new Set(["pre", "code", "script", "style", "textarea", "iframe", "svg", "object", "video", "audio"]);
/** Blocks that contain blocks or lines. */
const containers = new Set(
  ["div", "blockquote", "details", "li", "td", "th", "dd", ...boundaries].filter((name) => !verbatim.has(name)),
);
/** Blocks that contain only certain blocks; white space between these means nothing. */
const structuralTags = new Set(["ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr"]);

/**
 * Makes the paragraphs that the classic editor shows: a blank line begins a new one, a single line end is a line break,
 * also in quotations, list items and cells. It works on the tree, so that an element open across a blank line is closed
 * and opened again.
 */
export function addParagraphs(tree: Root): Root {
  return { type: "root", children: processContainer(tree.children.filter(isContent)) };
}

/**
 * Makes paragraphs of loose text beside the blocks of the block editor (a shortcode, custom HTML); the blocks stay
 * unchanged.
 */
export function wrapLooseText(tree: Root): Root {
  const children: ElementContent[] = [];
  let run: ElementContent[] = [];
  const flush = () => {
    appendNodes(children, processContainer(run));
    run = [];
  };
  for (const node of tree.children.filter(isContent).flatMap(liftBlocks)) {
    if (!isBlock(node)) run.push(node);
    else {
      flush();
      children.push(node);
    }
  }
  flush();
  return { type: "root", children };
}

function isContent(node: RootContent): node is ElementContent {
  return node.type === "element" || node.type === "text";
}

function isBlock(node: ElementContent): node is Element {
  if (node.type !== "element") return false;
  return block.has(node.tagName) || containers.has(node.tagName) || /^h[1-6]$/.test(node.tagName);
}

/**
 * Dissolves an element that no body keeps if blocks are in it: a `<font>`, or a word in angle brackets that was never
 * meant as an element (`<project>`), and that would hold the rest of the text.
 */
function liftBlocks(node: ElementContent): ElementContent[] {
  if (node.type !== "element" || inline.has(node.tagName) || verbatim.has(node.tagName)) return [node];
  return isLooseAroundBlocks(node) ? node.children.flatMap(liftBlocks) : [node];
}

function isLooseAroundBlocks(node: Element): boolean {
  return !isBlock(node) && containsBlock(node);
}

function containsBlock({ children }: Element): boolean {
  return children.some((child) => child.type === "element" && (isBlock(child) || containsBlock(child)));
}

function processContainer(nodes: ElementContent[]): ElementContent[] {
  const out: ElementContent[] = [];
  let line: ElementContent[] = [];
  const flush = () => {
    if (line.some((node) => node.type !== "text" || node.value.trim() !== ""))
      out.push({ type: "element", tagName: "p", properties: {}, children: line });
    line = [];
  };
  const content = trimAfterBreaks(nodes.flatMap(liftBlocks));
  for (const [position, node] of content.entries()) {
    if (isListing(node) && endsLine(content[position - 1]) && beginsLine(content[position + 1])) {
      flush();
      out.push(toListing(node));
      continue;
    }
    if (isBlock(node)) {
      flush();
      appendNodes(out, node.tagName === "p" ? splitParagraph(node) : [processBlock(node)]);
      continue;
    }
    for (const [index, part] of splitLines(node).entries()) {
      if (index > 0) flush();
      appendNodes(line, part);
    }
  }
  flush();
  return out;
}

/** A blank line within a paragraph begins another one. */
function splitParagraph(node: Element): ElementContent[] {
  if (!node.children.some((child) => child.type === "text" && blankLine.test(child.value))) return [processBlock(node)];
  return processContainer(node.children).map((part) =>
    part.type === "element" && part.tagName === "p" ? { ...part, properties: node.properties } : part,
  );
}

function processBlock(node: Element): Element {
  const { tagName } = node;
  if (tagName === "pre" || tagName === "hr") return node;
  if (structuralTags.has(tagName)) {
    return { ...node, children: node.children.map((child) => (isBlock(child) ? processBlock(child) : child)) };
  }
  if (containers.has(tagName)) return { ...node, children: processContainer(node.children) };
  const [only, ...others] = node.children.filter((child) => child.type !== "text" || child.value.trim() !== "");
  if (tagName === "p" && only && others.length === 0 && isListing(only)) return toListing(only);
  if (lineOnly.has(tagName) || /^h[1-6]$/.test(tagName)) {
    return { ...node, children: trimAfterBreaks(node.children).flatMap((child) => splitLines(child).flat()) };
  }
  return node;
}

/** Code of several lines. WordPress shows its line breaks; alone in its lines it is a listing. */
function isListing(node: ElementContent): node is Element & { tagName: "code" } {
  return node.type === "element" && node.tagName === "code" && textOf(node).trim().includes("\n");
}

function toListing(code: Element): Element {
  const text = textOf(code)
    .replace(/^(?:[ \t\r]*\n)+/, "")
    .trimEnd();
  return element("pre", [element("code", [{ type: "text", value: text }])]);
}

function endsLine(node: ElementContent | undefined): boolean {
  if (node?.type === "text") return /\n[ \t\r]*$/.test(node.value.slice(-100));
  return node?.type !== "element" || node.tagName === "br" || isBlock(node);
}

function beginsLine(node: ElementContent | undefined): boolean {
  if (node?.type === "text") return /^[ \t\r]*\n/.test(node.value.slice(0, 100));
  return node?.type !== "element" || node.tagName === "br" || isBlock(node);
}

/** The line end in the source after a `<br>` is not a second break. */
function trimAfterBreaks(nodes: ElementContent[]): ElementContent[] {
  return nodes.map((node, index) => {
    const before = nodes[index - 1];
    if (node.type !== "text" || before?.type !== "element" || before.tagName !== "br") return node;
    return { type: "text", value: node.value.replace(/^[ \t\r]*\n(?![ \t\r]*\n)/, "") };
  });
}

/** Splits a node of a line at the ends of paragraphs. */
function splitLines(node: ElementContent): ElementContent[][] {
  if (node.type === "text") return node.value.split(/\n[ \t\r]*\n\s*/).map(addBreaks);
  if (isListing(node))
    return [
      [
        {
          ...node,
          children: node.children.flatMap((child) => (child.type === "text" ? addBreaks(child.value) : child)),
        },
      ],
    ];
  if (node.type !== "element" || verbatim.has(node.tagName) || node.children.length === 0) return [[node]];
  const stretches: ElementContent[][] = [[]];
  for (const child of trimAfterBreaks(node.children)) {
    const parts: ElementContent[][] = isBlock(child) ? [[processBlock(child)]] : splitLines(child);
    for (const [index, part] of parts.entries()) {
      if (index > 0) stretches.push([]);
      appendNodes(stretches.at(-1) ?? [], part);
    }
  }
  return stretches.map((children) => [{ ...node, children }]);
}

function addBreaks(text: string): ElementContent[] {
  return text.split("\n").flatMap((line, index): ElementContent[] => {
    const value: ElementContent = { type: "text", value: line };
    return index === 0 ? [value] : [{ type: "element", tagName: "br", properties: {}, children: [] }, value];
  });
}
