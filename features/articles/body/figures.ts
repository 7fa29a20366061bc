import type { Element, ElementContent, Root } from "hast";
import { EXIT, visit } from "unist-util-visit";
import { safeHref } from "#lib/html/links.ts";
import { toText } from "#lib/html/text.ts";
import { parseMediaId } from "#lib/media-path.ts";

/** What a figure of the body says of its picture. */
export interface LeadFigure {
  /** Its caption, with links and emphasis; empty without one. */
  caption: ElementContent[];
  /** Its alternative text; the page shows it if the picture has none of its own. */
  alt: string;
  /** The address that the picture links to; undefined: none. */
  href: string | undefined;
}

/**
 * Removes the body's first figure if it shows the lead picture, which the page already shows above the text, and returns
 * what it says; undefined if it stays. Changes the tree.
 */
export function extractLeadFigure(tree: Root, leadMediaId: string | null): LeadFigure | undefined {
  if (leadMediaId === null) return undefined;
  let taken: LeadFigure | undefined;
  visit(tree, "element", (node, index, parent) => {
    if (node.tagName !== "figure") return undefined;
    if (parent && index !== undefined && showsOnly(node, leadMediaId)) {
      parent.children.splice(index, 1);
      taken = readFigure(node);
    }
    return EXIT;
  });
  return taken;
}

/** The caption of a figure as one line of plain text; "" without one. */
export function captionLine(figure: LeadFigure | undefined): string {
  return figure ? oneLine(toText({ type: "root", children: figure.caption })) : "";
}

/**
 * Returns the caption that the lead picture takes over from the figure, with its links; empty if there is none, or if an
 * editor gave the lead picture another one.
 * @param leadCaption the lead picture's caption, plain text
 */
export function chooseCaption(figure: LeadFigure | undefined, leadCaption: string): ElementContent[] {
  const own = oneLine(leadCaption);
  return figure && (own === "" || own === captionLine(figure)) ? figure.caption : [];
}

/** Whether a figure shows this picture once, and nothing else but a caption. */
function showsOnly(figure: Element, mediaId: string): boolean {
  let images = 0;
  let found = false;
  const picture: Element = { ...figure, children: figure.children.filter((child) => !isCaption(child)) };
  visit(figure, "element", (node) => {
    if (node.tagName !== "img") return;
    images += 1;
    found ||= parseMediaId(node.properties.src) === mediaId;
  });
  return found && images === 1 && toText(picture) === "";
}

function readFigure(figure: Element): LeadFigure {
  const caption = figure.children.find(isCaption);
  let href: string | undefined;
  let alt = "";
  for (const child of figure.children) {
    if (isCaption(child)) continue;
    visit(child, "element", (node) => {
      if (node.tagName === "a") href ??= safeHref(node.properties.href);
      if (node.tagName === "img") alt ||= String(node.properties.alt ?? "");
    });
  }
  return { caption: caption?.children ?? [], alt, href };
}

function isCaption(node: ElementContent): node is Element {
  return node.type === "element" && node.tagName === "figcaption";
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
