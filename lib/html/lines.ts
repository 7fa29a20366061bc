import type { ElementContent } from "hast";

/** The white space that HTML collapses; no-break spaces are kept. */
const spaces = /[ \t\n\f\r]+/g;
const onlyInvisible = /^[\s\u00A0\u200B\u2060]*$/;

/**
 * Cleans the content of a paragraph: adjacent texts joined, spaces collapsed, none at either end or next to a line
 * break, no empty emphasis. Empty if nothing is visible.
 */
export function tidyLine(nodes: ElementContent[]): ElementContent[] {
  const line = trim(collapse(nodes, { space: true }));
  return line.some(visible) ? line : [];
}

/** The content of `<pre>`, unchanged except for empty lines before it and white space after it. */
export function tidyPre(nodes: ElementContent[]): ElementContent[] {
  const joined = join(nodes);
  return joined.some(visible) ? trimPre(trimPre(joined, "start"), "end") : [];
}

function trimPre(nodes: ElementContent[], side: "start" | "end"): ElementContent[] {
  const rest = side === "start" ? nodes.toReversed() : [...nodes];
  for (let edge = rest.pop(); edge; edge = rest.pop()) {
    const kept = trimPreEdge(edge, side);
    if (!kept) continue;
    rest.push(kept);
    break;
  }
  return side === "start" ? rest.reverse() : rest;
}

function trimPreEdge(node: ElementContent, side: "start" | "end"): ElementContent | undefined {
  if (node.type === "text") {
    const value = side === "start" ? node.value.replace(/^\n+/, "") : node.value.trimEnd();
    return value === "" ? undefined : { type: "text", value };
  }
  if (node.type !== "element" || node.tagName === "br" || node.tagName === "img") return node;
  const children = trimPre(node.children, side);
  return children.length > 0 ? { ...node, children } : undefined;
}

function visible(node: ElementContent): boolean {
  if (node.type === "text") return !onlyInvisible.test(node.value);
  if (node.type !== "element" || node.tagName === "br") return false;
  return node.tagName === "img" || node.children.some(visible);
}

/** Joins adjacent texts and drops empty texts and empty emphasis, at every level. */
function join(nodes: ElementContent[]): ElementContent[] {
  const out: ElementContent[] = [];
  for (const node of nodes) {
    const last = out.at(-1);
    if (node.type === "text") {
      if (node.value === "") continue;
      if (last?.type === "text") out[out.length - 1] = { type: "text", value: last.value + node.value };
      else out.push(node);
    } else if (node.type === "element") {
      const children = join(node.children);
      if (children.length > 0 || node.tagName === "br" || node.tagName === "img") out.push({ ...node, children });
    }
  }
  return out;
}

/**
 * Collapses spaces across element borders: `state.space` says that the text so far ends with a space (or has not
 * begun).
 */
function collapse(nodes: ElementContent[], state: { space: boolean }): ElementContent[] {
  const out: ElementContent[] = [];
  for (const node of join(nodes)) {
    if (node.type === "text") {
      const single = node.value.replace(spaces, " ");
      const value = state.space ? single.replace(/^ /, "") : single;
      if (value !== "") {
        state.space = value.endsWith(" ");
        out.push({ type: "text", value });
      }
    } else if (node.type === "element") {
      if (node.tagName === "br" || node.tagName === "img") {
        if (node.tagName === "br") dropTrailingSpace(out);
        state.space = node.tagName === "br";
        out.push(node);
        continue;
      }
      const children = collapse(node.children, state);
      if (children.length > 0) out.push({ ...node, children });
    }
  }
  return join(out);
}

/** Removes line breaks and spaces at both ends. */
function trim(nodes: ElementContent[]): ElementContent[] {
  let start = 0;
  let end = nodes.length;
  while (start < end && isGap(nodes[start])) start += 1;
  while (end > start && isGap(nodes[end - 1])) end -= 1;
  const line = nodes.slice(start, end);
  dropTrailingSpace(line);
  return join(line);
}

function isGap(node: ElementContent | undefined): boolean {
  return (node?.type === "element" && node.tagName === "br") || (node?.type === "text" && node.value === " ");
}

/** Removes a space from the end of a line, in place, at any depth. */
function dropTrailingSpace(nodes: ElementContent[]): void {
  const index = nodes.length - 1;
  const node = nodes[index];
  if (node?.type === "text") nodes[index] = { type: "text", value: node.value.replace(/ $/, "") };
  else if (node?.type === "element") dropTrailingSpace(node.children);
}
