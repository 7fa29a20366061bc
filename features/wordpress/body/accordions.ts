import type { Element, ElementContent, Root, RootContent } from "hast";
import { element } from "#lib/html/element.ts";

/** Where a button is a line of its own. */
const containers = new Set(["div", "section", "article", "li", "dd"]);
/** What holds the content of an accordion's part when it follows its title among other text. */
const panels = new Set(["div", "section"]);

/**
 * Makes `<details>` of the accordions of blocks and plugins, whose titles are buttons, so that they open at a click as
 * `<details>` of the block editor and written by hand do. A title without content becomes a paragraph in bold, or stays
 * a heading if it is one. A button of a form is none.
 */
export function convertAccordions(tree: Root): Root {
  const children = groupParts(tree.children.filter(isContent), true);
  return { type: "root", children: children.map((node) => convertNode(node, "div")) };
}

function convertNode(node: ElementContent, parent: string): ElementContent {
  if (node.type !== "element" || node.tagName === "form") return node;
  const grouped = containers.has(node.tagName) ? groupParts(node.children, false) : node.children;
  const children = grouped.map((child) => convertNode(child, node.tagName));
  if (node.tagName !== "button" || !(isHeading(parent) || isTitle(node))) return { ...node, children };
  const title = withoutDecoration(children);
  if (isHeading(parent)) return { ...node, tagName: "span", properties: {}, children: title };
  const tagName = containers.has(parent) ? "p" : "span";
  return { ...node, tagName, properties: {}, children: [element("strong", title)] };
}

/**
 * Joins each title with its content: all up to the next title where a title comes first, as in the part of an accordion,
 * else only the panel that follows.
 */
function groupParts(nodes: ElementContent[], isRoot: boolean): ElementContent[] {
  const titles = nodes.map(findTitle);
  const first = nodes.findIndex((node) => !isBlank(node));
  if (!titles.some(Boolean)) return nodes;
  const isPart = !isRoot && titles[first] !== undefined;
  const out: ElementContent[] = [];
  for (let at = 0; at < nodes.length; at += 1) {
    const [node, title] = [nodes[at], titles[at]];
    if (!node) continue;
    let end = at + 1;
    if (title) {
      while (end < nodes.length && isBlank(nodes[end])) end += 1;
      if (isPart) while (end < nodes.length && !titles[end]) end += 1;
      else if (isPanel(nodes[end])) end += 1;
    }
    const content = nodes.slice(at + 1, end);
    if (!title || content.every(isBlank)) {
      out.push(node);
      continue;
    }
    out.push(element("details", [element("summary", withoutDecoration(title.children)), ...content]));
    at = end - 1;
  }
  return out;
}

/** The button that an element consists of, if it is the title of an accordion's part. */
function findTitle(node: ElementContent): Element | undefined {
  let inner: ElementContent | undefined = node;
  while (inner?.type === "element" && inner.tagName !== "form") {
    if (inner.tagName === "button") return isTitle(inner) ? inner : undefined;
    const shown: ElementContent[] = inner.children.filter((child) => !isBlank(child));
    if (shown.length !== 1) return undefined;
    [inner] = shown;
  }
  return undefined;
}

const isHeading = (tagName: string) => /^h[1-6]$/.test(tagName);

/** Whether a button is the title of a part of the text, by the class that plugins give it. */
const isTitle = ({ properties }: Element) => /accordion|toggle|collapse/.test(String(properties.className));

/** Removes what is hidden from screen readers: signs such as "+". */
function withoutDecoration(nodes: ElementContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type !== "element") return [node];
    if (node.properties["aria-hidden"] === "true") return [];
    return [{ ...node, children: withoutDecoration(node.children) }];
  });
}

function isBlank(node: ElementContent | undefined): boolean {
  if (node?.type === "element") return node.tagName === "br";
  return node?.type !== "text" || node.value.trim() === "";
}

const isPanel = (node: ElementContent | undefined) => node?.type === "element" && panels.has(node.tagName);
const isContent = (node: RootContent): node is ElementContent => node.type === "element" || node.type === "text";
