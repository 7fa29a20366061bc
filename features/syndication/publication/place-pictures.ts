import type { Element, Root } from "hast";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { element } from "#lib/html/element.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";

/** A picture of an item in the library. */
export interface PlacedPicture extends Pick<ItemPicture, "alt" | "caption" | "block"> {
  id: string;
  width: number;
  height: number;
}

/**
 * Puts pictures of the library where the item had them, each in its figure, in their order. Those that could not be
 * fetched leave no gap; those that the feed lists beside the text have no place in it.
 */
export function placePictures(bodyHtml: string, pictures: PlacedPicture[]): string {
  const children: Root["children"] = [];
  const placed = pictures.flatMap(({ block, ...picture }) => (block === undefined ? [] : [{ ...picture, block }]));
  if (placed.length === 0) return bodyHtml;
  const waiting = placed.toSorted((one, other) => one.block - other.block);
  const placeUntil = (block: number) => {
    while (waiting[0] && waiting[0].block <= block) children.push(...waiting.splice(0, 1).map(toFigure));
  };
  let blocks = 0;
  for (const node of parseHtml(bodyHtml).children) {
    if (node.type === "element") {
      placeUntil(blocks);
      blocks += 1;
    }
    children.push(node);
  }
  placeUntil(Number.POSITIVE_INFINITY);
  return toHtml(sanitizeArticle({ type: "root", children }));
}

function toFigure({ id, alt, width, height, caption = "" }: PlacedPicture): Element {
  const image = element("img", [], { src: `/media/${id}`, alt, width: String(width), height: String(height) });
  return element(
    "figure",
    caption === "" ? [image] : [image, element("figcaption", [{ type: "text", value: caption }])],
  );
}
