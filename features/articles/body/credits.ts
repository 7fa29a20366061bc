import type { Element, ElementContent, Root } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { visit } from "unist-util-visit";
import type { BodyPicture } from "#features/articles/queries.ts";
import { creditParts } from "#features/media/picture-credit.ts";
import type { Translator } from "#i18n/translator.ts";
import { parseMediaId } from "#lib/media-path.ts";

/**
 * Adds the current credits of a figure's pictures to its caption. A credit that the caption already contains is not
 * repeated.
 */
export function addFigureCredits(tree: Root, pictures: BodyPicture[], t: Translator): Root {
  if (pictures.every(({ credit, licence }) => credit === "" && licence === "")) return tree;
  visit(tree, "element", (figure) => {
    if (figure.tagName !== "figure") return;
    const parts = listFigureCredits(figure, pictures, t);
    const caption = figure.children.find((child) => child.type === "element" && child.tagName === "figcaption");
    const captionText = caption ? textOf(caption) : "";
    const unsaid = parts.filter(({ text }) => !captionText.includes(text));
    if (unsaid.length === 0) return;
    const line: Element = { type: "element", tagName: "small", properties: {}, children: unsaid.flatMap(toNodes) };
    if (caption?.type === "element") {
      if (captionText.trim() !== "") caption.children.push({ type: "text", value: " " });
      caption.children.push(line);
    } else figure.children.push({ type: "element", tagName: "figcaption", properties: {}, children: [line] });
  });
  return tree;
}

function listFigureCredits(figure: Element, pictures: BodyPicture[], t: Translator): { text: string; href?: string }[] {
  const parts = new Map<string, { text: string; href?: string }>();
  visit(figure, "element", (node) => {
    const id = node.tagName === "img" ? parseMediaId(node.properties.src) : undefined;
    const picture = id && pictures.find((child) => child.id === id);
    if (picture) for (const part of creditParts(t, picture)) parts.set(part.text, part);
  });
  return [...parts.values()];
}

function toNodes({ text, href }: { text: string; href?: string }, index: number): ElementContent[] {
  const words: ElementContent = { type: "text", value: text };
  const node: ElementContent = href
    ? { type: "element", tagName: "a", properties: { href, rel: ["license"] }, children: [words] }
    : words;
  return index > 0 ? [{ type: "text", value: " · " }, node] : [node];
}
