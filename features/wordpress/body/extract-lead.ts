import type { Element, ElementContent, Root } from "hast";
import { toString as textOf } from "hast-util-to-string";

/**
 * The lead is plain text: a paragraph with these elements only can become the lead without losing anything but
 * emphasis.
 */
const emphasisTags = new Set(["strong", "b", "em", "i", "span", "br", "u", "small", "abbr", "cite", "q"]);

/**
 * Separates the lead from the body. The first paragraph before `<!--more-->` is the lead, and the rest before it stays
 * in the body; a first paragraph with links or pictures stays in the body. Without such a lead the excerpt is the lead,
 * and is removed from the start of the body if it is repeated there. Otherwise there is none.
 */
export function chooseLead(before: Root, after: Root, excerpt: string): { lead: string; body: Root } {
  const body: Root = { type: "root", children: [...before.children, ...after.children] };
  const hasTeaser = before.children.some((node) => node.type === "element");
  const first = body.children.find((node) => node.type === "element");
  const text =
    first?.type === "element" && first.tagName === "p" && isPlainText(first)
      ? oneLine(textOf(breaksToSpaces(first)))
      : "";
  const withoutFirst: Root = { ...body, children: body.children.filter((node) => node !== first) };
  if (hasTeaser && text !== "") return { lead: text, body: withoutFirst };
  const summary = oneLine(excerpt);
  if (summary !== "" && summary === text) return { lead: summary, body: withoutFirst };
  return { lead: summary, body };
}

function isPlainText(node: Element): boolean {
  return node.children.every(
    (child) =>
      child.type === "text" || (child.type === "element" && emphasisTags.has(child.tagName) && isPlainText(child)),
  );
}

function breaksToSpaces(node: Element): Element {
  const children = node.children.map((child): ElementContent => {
    if (child.type !== "element") return child;
    return child.tagName === "br" ? { type: "text", value: " " } : breaksToSpaces(child);
  });
  return { ...node, children };
}

function oneLine(text: string): string {
  return text.replace(/[ \t\n\r\f]+/g, " ").trim();
}
