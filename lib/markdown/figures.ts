import type { Element, ElementContent, Root } from "hast";
import { element } from "../html/element.ts";

/** Makes a figure of each paragraph that contains only a picture, linked or not; the picture's title is its caption. */
export function makeFigures(tree: Root): Root {
  return { ...tree, children: tree.children.map((node) => (node.type === "element" ? withFigures(node) : node)) };
}

function withFigures(node: Element): Element {
  const picture = node.tagName === "p" ? onlyPicture(node) : undefined;
  if (!picture) {
    return { ...node, children: node.children.map((child) => (child.type === "element" ? withFigures(child) : child)) };
  }
  const caption = String(picture.properties.title ?? "").trim();
  const shown = node.children.filter((child) => child.type === "element");
  return element(
    "figure",
    caption === "" ? shown : [...shown, element("figcaption", [{ type: "text", value: caption }])],
  );
}

/** The picture that is the only content of an element, directly or in a link. */
export function onlyPicture({ children }: Element): Element | undefined {
  const [only, ...others] = children.filter((node) => !isBlank(node));
  if (others.length > 0 || only?.type !== "element") return undefined;
  if (only.tagName === "img") return only;
  return only.tagName === "a" ? onlyPicture(only) : undefined;
}

function isBlank(node: ElementContent): boolean {
  return node.type === "text" && node.value.trim() === "";
}
