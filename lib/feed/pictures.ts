import { resolveAddress } from "./addresses.ts";
import { childrenOf, type FeedElement, textOf, textOfChild } from "./feed-element.ts";
import { maxPictures } from "./limits.ts";
import type { ParsedItem } from "./parsed-feed.ts";
import { ambiguousToLine } from "./plain-text.ts";

type Picture = ParsedItem["pictures"][number];

const extension = /\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)/i;

/** Lists the pictures that an item declares outside its text: media elements, enclosures, `itunes:image`. */
export function listPictures(item: FeedElement, base: string): Picture[] {
  const media: Picture[] = [];
  const thumbnails: Picture[] = [];
  collectMedia(item, { alt: "", credit: "" }, base, media, thumbnails);
  for (const { attributes, name } of childrenOf(item, "enclosure", "atom:link")) {
    if (name === "atom:link" && attributes.rel?.toLowerCase() !== "enclosure") continue;
    if (!isPicture(attributes)) continue;
    addPicture(media, attributes.url ?? attributes.href ?? "", { alt: "", credit: "" }, attributes, base);
  }
  const pictures = withoutSmaller(media);
  if (pictures.length === 0) pictures.push(...thumbnails);
  for (const image of childrenOf(item, "itunes:image", "googleplay:image", "image")) {
    const address =
      image.attributes.href ?? image.attributes["rdf:resource"] ?? (textOfChild(image, "url") || textOf(image));
    if (pictures.length === 0) addPicture(pictures, address, { alt: "", credit: "" }, {}, base);
  }
  return uniqueByUrl(pictures).slice(0, maxPictures);
}

function collectMedia(
  parent: FeedElement,
  outer: { alt: string; credit: string },
  base: string,
  media: Picture[],
  thumbnails: Picture[],
): void {
  const text = {
    alt: ambiguousToLine(textOfChild(parent, "media:description", "media:title"), 500) || outer.alt,
    credit: ambiguousToLine(textOfChild(parent, "media:credit", "media:copyright"), 300) || outer.credit,
  };
  for (const child of childrenOf(parent, "media:group")) collectMedia(child, text, base, media, thumbnails);
  for (const child of childrenOf(parent, "media:thumbnail"))
    addPicture(thumbnails, child.attributes.url ?? textOf(child), text, child.attributes, base);
  for (const child of childrenOf(parent, "media:content")) {
    const own = {
      alt: ambiguousToLine(textOfChild(child, "media:description", "media:title"), 500) || text.alt,
      credit: ambiguousToLine(textOfChild(child, "media:credit", "media:copyright"), 300) || text.credit,
    };
    if (isPicture(child.attributes)) addPicture(media, child.attributes.url ?? "", own, child.attributes, base);
    for (const thumbnail of childrenOf(child, "media:thumbnail"))
      addPicture(thumbnails, thumbnail.attributes.url ?? "", own, thumbnail.attributes, base);
  }
}

function isPicture({ medium = "", type = "", url, href }: Record<string, string>): boolean {
  if (medium !== "") return medium.toLowerCase() === "image";
  if (type.includes("/")) return type.toLowerCase().startsWith("image/");
  return extension.test((url ?? href ?? "").slice(0, 2_048));
}

function addPicture(
  list: Picture[],
  address: string,
  { alt, credit }: { alt: string; credit: string },
  { width, height }: Record<string, string>,
  base: string,
): void {
  if (list.length >= 4 * maxPictures) return;
  const url = resolveAddress(address, base);
  if (url !== "") list.push({ url, alt, credit, width: toPixels(width), height: toPixels(height) });
}

/** Reads a number of pixels, as a feed declares it; null: none. */
export function toPixels(declared: unknown): number | null {
  const text = String(declared ?? "").trim();
  return /^\d{1,5}(?:px)?$/i.test(text) && Number.parseInt(text, 10) > 0 ? Number.parseInt(text, 10) : null;
}

/** Feeds list one picture in several sizes: of those with the same credit and description, only the widest is kept. */
function withoutSmaller(pictures: Picture[]): Picture[] {
  const widest = new Map<string, Picture>();
  for (const picture of pictures) {
    const key =
      picture.width === null || picture.alt + picture.credit === "" ? "" : `${picture.alt}\n${picture.credit}`;
    if (key === "") continue;
    const other = widest.get(key);
    if (!other || (picture.width ?? 0) > (other.width ?? 0)) widest.set(key, picture);
  }
  const kept = new Set(widest.values());
  return pictures.filter(
    (picture) => picture.width === null || picture.alt + picture.credit === "" || kept.has(picture),
  );
}

function uniqueByUrl(pictures: Picture[]): Picture[] {
  return [...new Map(pictures.toReversed().map((picture) => [picture.url, picture])).values()].reverse();
}
