import { element, type XmlElement } from "#lib/xml.ts";
import type { FeedItem, FeedPicture } from "./feed-document.ts";

export const mediaNamespace = "http://search.yahoo.com/mrss/";
export const threadNamespace = "http://purl.org/syndication/thread/1.0";

/**
 * The picture of an item (Media RSS). Not an `enclosure`, which readers offer as a download and which must state the
 * file's length: a picture's sizes are made when they are first requested.
 */
export function writePicture({ address, type, width, height, alt }: FeedPicture): XmlElement {
  return element(
    "media:content",
    { url: address, medium: "image", type, width, height },
    alt === "" ? undefined : element("media:description", { type: "plain" }, alt),
  );
}

/** What an item replies to (RFC 4685). */
export function writeInReplyTo({ id, address }: NonNullable<FeedItem["inReplyTo"]>): XmlElement {
  return element("thr:in-reply-to", { ref: id, href: address, type: "text/html" });
}
