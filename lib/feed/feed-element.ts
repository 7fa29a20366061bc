import { escapeHtml } from "../html/escape-html.ts";
import type { NamespaceScope } from "./namespaces.ts";

/** An element of a feed's document. */
export interface FeedElement {
  /** With the usual prefix of its namespace (`toUsualName`). */
  name: string;
  /** By their names as written, decoded. */
  attributes: Record<string, string>;
  children: (FeedElement | string)[];
  scope: NamespaceScope | undefined;
  /** `xml:base`, absolute; empty: none. */
  base: string;
  /** `xml:lang`; empty: none. */
  language: string;
  /** Where it starts in the text. */
  start: number;
}

export function childrenOf(element: FeedElement, ...names: string[]): FeedElement[] {
  return element.children.filter(
    (child): child is FeedElement => typeof child !== "string" && names.includes(child.name),
  );
}

/** The first child with the first of these names that has text. */
export function textOfChild(element: FeedElement, ...names: string[]): string {
  for (const name of names)
    for (const child of childrenOf(element, name)) {
      const text = textOf(child).trim();
      if (text !== "") return text;
    }
  return "";
}

/** The text of an element and all within it. */
export function textOf(element: FeedElement): string {
  const parts: string[] = [];
  collect(element, parts);
  return parts.join("");
}

function collect(element: FeedElement, parts: string[]): void {
  for (const child of element.children) {
    if (typeof child === "string") parts.push(child);
    else collect(child, parts);
  }
}

const isElement = (child: FeedElement | string) => typeof child !== "string";

/** The HTML that an element holds as text; elements in it, which should have been escaped, are written as they are. */
export function escapedHtmlOf(element: FeedElement): string {
  if (!element.children.some(isElement)) return textOf(element);
  return element.children.map((child) => (typeof child === "string" ? child : serialise(child))).join("");
}

/** The HTML that an element holds as elements; a single `div` around it is left out. */
export function inlineHtmlOf(element: FeedElement): string {
  const elements = element.children.filter(isElement);
  const [only] = elements;
  const isWrapped = only && elements.length === 1 && /(?:^|:)div$/.test(only.name) && ownText(element) === "";
  const container = isWrapped ? only : element;
  return container.children.map((child) => (typeof child === "string" ? escapeHtml(child) : serialise(child))).join("");
}

const ownText = (element: FeedElement) =>
  element.children
    .filter((child) => typeof child === "string")
    .join("")
    .trim();

const voidElements = new Set([
  "area",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "param",
  "source",
  "track",
  "wbr",
]);

function serialise(element: FeedElement): string {
  const name = element.name.slice(element.name.indexOf(":") + 1);
  const attributes = Object.entries(element.attributes)
    .filter(([attribute]) => !attribute.startsWith("xmlns") && /^[\w:.-]+$/.test(attribute))
    .map(([attribute, value]) => ` ${attribute}="${escapeHtml(value)}"`)
    .join("");
  if (!/^[a-z][\w.-]*$/.test(name)) return element.children.map(serialiseChild).join("");
  if (voidElements.has(name)) return `<${name}${attributes}>`;
  return `<${name}${attributes}>${element.children.map(serialiseChild).join("")}</${name}>`;
}

const serialiseChild = (child: FeedElement | string) =>
  typeof child === "string" ? escapeHtml(child) : serialise(child);
