import type { Element, ElementContent, RootContent } from "hast";
import { element } from "#lib/html/element.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";

/** A picture of an item in the library. */
export interface PlacedPicture {
  /** Its position among the pictures of the item, from 0. */
  index: number;
  id: string;
  width: number;
  height: number;
  alt: string;
}

/**
 * Puts pictures of the library in their places in an item's text: `<figure data-picture="N">`, where N is the picture's
 * position in the item. The place of one that could not be fetched is removed with its caption.
 */
export function placePictures(bodyHtml: string, pictures: PlacedPicture[]): string {
  if (!bodyHtml.includes("data-picture")) return bodyHtml;
  const byIndex = new Map(pictures.map((picture) => [picture.index, picture]));
  const tree = parseHtml(bodyHtml);
  return toHtml({ ...tree, children: placeAll(tree.children, byIndex) });
}

function placeAll<T extends RootContent | ElementContent>(nodes: T[], pictures: Map<number, PlacedPicture>): T[] {
  return nodes.flatMap((node): T[] => {
    if (node.type !== "element") return [node];
    const index = node.properties.dataPicture;
    if (index === undefined) return [{ ...node, children: placeAll(node.children, pictures) }];
    const picture = pictures.get(Number(index));
    return picture ? [toFigure(node, picture) as T] : [];
  });
}

function toFigure(place: Element, { id, width, height, alt }: PlacedPicture): Element {
  const img = element("img", [], { src: `/media/${id}`, alt, width, height });
  const captions = place.children.filter((child) => child.type === "element" && child.tagName === "figcaption");
  return element("figure", [img, ...captions]);
}
