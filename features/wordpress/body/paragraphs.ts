import type { Element, ElementContent, Root, RootContent } from "hast";
import { block, boundaries, lineOnly } from "#lib/html/vocabulary.ts";

/** Left exactly as they are. */
const verbatim = new Set(["pre", "code", "script", "style", "textarea", "iframe", "svg", "object", "video", "audio"]);
/** Blocks whose content is again blocks or lines. */
const containers = new Set(
  ["div", "blockquote", "li", "td", "th", "dd", ...boundaries].filter((name) => !verbatim.has(name)),
);
/** Blocks that hold only certain blocks; the white space between these is nothing. */
const skeletons = new Set(["ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr"]);

/**
 * Paragraphs as the classic editor means them: a blank line begins a new one, a single line end is a line break; in quotations,
 * list items and cells too. Works on the tree, so that markup open across a blank line is closed and opened again around it.
 */
export function autoParagraphs(tree: Root): Root {
  return { type: "root", children: inContainer(tree.children.filter(isContent)) };
}

/** The same for what stands loose beside the blocks of the block editor (a shortcode, own HTML); the blocks stay as they are. */
export function looseParagraphs(tree: Root): Root {
  const children: ElementContent[] = [];
  let run: ElementContent[] = [];
  const flush = () => {
    children.push(...inContainer(run));
    run = [];
  };
  for (const node of tree.children.filter(isContent)) {
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

function inContainer(nodes: ElementContent[]): ElementContent[] {
  const out: ElementContent[] = [];
  let line: ElementContent[] = [];
  const flush = () => {
    if (line.some((node) => node.type !== "text" || node.value.trim() !== ""))
      out.push({ type: "element", tagName: "p", properties: {}, children: line });
    line = [];
  };
  for (const node of afterBreaks(nodes)) {
    if (isBlock(node)) {
      flush();
      out.push(inBlock(node));
      continue;
    }
    for (const [index, part] of linesOf(node).entries()) {
      if (index > 0) flush();
      line.push(...part);
    }
  }
  flush();
  return out;
}

function inBlock(node: Element): Element {
  const { tagName } = node;
  if (tagName === "pre" || tagName === "hr") return node;
  if (skeletons.has(tagName)) {
    return { ...node, children: node.children.map((child) => (isBlock(child) ? inBlock(child) : child)) };
  }
  if (containers.has(tagName)) return { ...node, children: inContainer(node.children) };
  if (lineOnly.has(tagName) || /^h[1-6]$/.test(tagName)) {
    return { ...node, children: afterBreaks(node.children).flatMap((child) => linesOf(child).flat()) };
  }
  return node;
}

/** The line end in the source after a `<br>` is not a second break. */
function afterBreaks(nodes: ElementContent[]): ElementContent[] {
  return nodes.map((node, index) => {
    const before = nodes[index - 1];
    if (node.type !== "text" || before?.type !== "element" || before.tagName !== "br") return node;
    return { type: "text", value: node.value.replace(/^[ \t\r]*\n(?![ \t\r]*\n)/, "") };
  });
}

/** What a node of a line becomes: one or more stretches, between which a paragraph ends. */
function linesOf(node: ElementContent): ElementContent[][] {
  if (node.type === "text") return node.value.split(/\n[ \t\r]*\n\s*/).map(withBreaks);
  if (node.type !== "element" || verbatim.has(node.tagName) || node.children.length === 0) return [[node]];
  const stretches: ElementContent[][] = [[]];
  for (const child of afterBreaks(node.children)) {
    const parts: ElementContent[][] = isBlock(child) ? [[inBlock(child)]] : linesOf(child);
    for (const [index, part] of parts.entries()) {
      if (index > 0) stretches.push([]);
      stretches.at(-1)?.push(...part);
    }
  }
  return stretches.map((children) => [{ ...node, children }]);
}

function withBreaks(text: string): ElementContent[] {
  return text.split("\n").flatMap((line, index): ElementContent[] => {
    const value: ElementContent = { type: "text", value: line };
    return index === 0 ? [value] : [{ type: "element", tagName: "br", properties: {}, children: [] }, value];
  });
}
