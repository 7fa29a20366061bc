import { element, type XmlElement } from "#lib/xml.ts";
import type { FeedPicture } from "./feed-document.ts";

export const mediaNamespace = "http://search.yahoo.com/mrss/";

/**
 * The picture of an item (Media RSS). Not an `enclosure`, which must state the file's length: a picture's sizes are made
 * when they are first requested.
 */
export function writePicture({ address, type, width, height, alt }: FeedPicture): XmlElement {
  return element(
    "media:content",
    { url: address, medium: "image", type, width, height },
    alt === "" ? undefined : element("media:description", { type: "plain" }, alt),
  );
}
