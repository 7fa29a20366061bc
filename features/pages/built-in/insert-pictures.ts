import type { Element, ElementContent, Root, RootContent } from "hast";
import { addFigureCredits } from "#features/articles/body/credits.ts";
import type { BodyPicture } from "#features/articles/queries.ts";
import type { Translator } from "#i18n/translator.ts";
import { element } from "#lib/html/element.ts";
import { contentTypes, listWidths, mediaSrc, parseMediaId, srcSet } from "#lib/media-path.ts";

/** A picture in the text column. */
const sizes = "(min-width: 45rem) 680px, 95vw";

/**
 * Shows the pictures of a page in the formats and widths that a browser may choose from, with their credits. Markdown
 * names a picture only: its size comes from the library. One that the library does not have is left out.
 */
export function insertPictures(tree: Root, pictures: readonly BodyPicture[], t: Translator): Root {
  const credited = addFigureCredits(tree, [...pictures], t);
  const known = new Map(pictures.map((picture) => [picture.id, picture]));
  return {
    ...credited,
    children: credited.children.flatMap((node): RootContent[] => (node.type === "element" ? show(node) : [node])),
  };

  function show(node: Element): ElementContent[] {
    if (node.tagName !== "img") {
      return [
        { ...node, children: node.children.flatMap((child) => (child.type === "element" ? show(child) : [child])) },
      ];
    }
    const picture = known.get(parseMediaId(node.properties.src) ?? "");
    return picture ? [toPicture(picture, String(node.properties.alt ?? ""))] : [];
  }
}

function toPicture({ id, width, height, revision }: BodyPicture, alt: string): Element {
  const largest = listWidths(width).findLast((candidate) => candidate <= 1280) ?? 1280;
  const source = (format: "avif" | "webp") =>
    element("source", [], { type: contentTypes[format], srcSet: srcSet(id, width, format, revision), sizes });
  const properties = { width, height, alt, loading: "lazy", decoding: "async" };
  const src = mediaSrc(id, largest, "jpeg", revision);
  const image = element("img", [], { src, srcSet: srcSet(id, width, "jpeg", revision), sizes, ...properties });
  return element("picture", [source("avif"), source("webp"), image]);
}
