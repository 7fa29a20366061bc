import type { Element, ElementContent, Root, RootContent } from "hast";

/**
 * What Word and Google Docs put on the clipboard, brought to plain elements before the allowlist sees it: their emphasis stands in style
 * attributes, Word's lists are paragraphs with a bullet typed before them, and Google wraps everything in a bold that is none.
 */
export function tidyClipboard(tree: Root): Root {
  return { type: "root", children: wordLists(tidyAll(tree.children)) };
}

function tidyAll(nodes: RootContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === "text") return [node];
    if (node.type !== "element") return [];
    // Word's own elements (`<o:p>`) hold an empty paragraph's no-break space.
    if (/^(o|v|w|m|st1):/.test(node.tagName)) return tidyAll(node.children);
    const style = styleOf(node);
    if (/mso-list:\s*ignore/i.test(style)) return [];
    const children = wordLists(tidyAll(node.children));
    if (node.tagName === "b" && /font-weight:\s*normal/i.test(style)) return children;
    if (/^(docs-internal-guid)/.test(String(node.properties.id ?? ""))) return children;
    const isHead = /^h[1-6]$/.test(node.tagName);
    const named = { ...node, tagName: titleOf(node) ?? node.tagName, children };
    return [isHead ? { ...named, children: children.flatMap(unbold) } : marked(named, style)];
  });
}

const styleOf = (node: Element) => String(node.properties.style ?? "");

/** Word's title paragraphs, where it does not use headings. */
function titleOf(node: Element): string | undefined {
  const classes = Array.isArray(node.properties.className) ? node.properties.className.map(String) : [];
  if (classes.some((name) => /^MsoTitle/.test(name))) return "h2";
  return undefined;
}

/** A heading is bold by itself. */
function unbold(node: ElementContent): ElementContent[] {
  return node.type === "element" && (node.tagName === "b" || node.tagName === "strong") ? node.children : [node];
}

/** Emphasis that a span's style says. */
function marked(node: Element, style: string): Element {
  if (node.tagName !== "span") return node;
  const names: string[] = [];
  if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) names.push("strong");
  if (/font-style:\s*italic/i.test(style)) names.push("em");
  if (/text-decoration[^;]*:\s*[^;]*line-through/i.test(style)) names.push("s");
  if (/vertical-align:\s*super/i.test(style)) names.push("sup");
  if (/vertical-align:\s*sub/i.test(style)) names.push("sub");
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

/** `<p class=MsoListParagraph style="mso-list:l0 level2 lfo1">` one after the other are a list. */
function wordLists(nodes: ElementContent[]): ElementContent[] {
  const out: ElementContent[] = [];
  let lines: ListLine[] = [];
  const flush = () => {
    if (lines.length > 0) out.push(...nested(lines));
    lines = [];
  };
  for (const node of nodes) {
    const line = node.type === "element" ? listLine(node) : undefined;
    if (line) lines.push(line);
    else if (!(lines.length > 0 && node.type === "text" && node.value.trim() === "")) {
      flush();
      out.push(node);
    }
  }
  flush();
  return out;
}

function listLine(node: Element): ListLine | undefined {
  const level = /mso-list:[^;"]*level(\d)/i.exec(styleOf(node))?.[1];
  if (node.tagName !== "p" || level === undefined) return undefined;
  const [first, ...rest] = node.children;
  const bullet = first && "value" in first ? /^\s*(?:(\d+|[a-z]+)[.)]|[·•o§▪\-–])[\s\u00a0]+/i.exec(first.value) : null;
  const children =
    bullet && first && "value" in first
      ? [{ ...first, value: first.value.slice(bullet[0].length) }, ...rest]
      : node.children;
  return { level: Number(level), ordered: bullet?.[1] !== undefined, children };
}

function nested(lines: ListLine[]): Element[] {
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
      children: [...line.children, ...nested(lines.slice(at + 1, end))],
    };
    const tagName = line.ordered ? "ol" : "ul";
    const last = out.at(-1);
    if (last?.tagName === tagName) last.children.push(item);
    else out.push({ type: "element", tagName, properties: {}, children: [item] });
    at = end;
  }
  return out;
}
