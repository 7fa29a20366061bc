import { escapeHtml } from "#lib/html/escape-html.ts";
import { createBuilderShortcodes } from "./builder-shortcodes.ts";
import { playerShortcodes } from "./player-shortcodes.ts";
import type { Attributes, Shortcode } from "./shortcodes.ts";

/** A file of a gallery or a playlist. */
export interface GalleryItem {
  attachmentId: string;
  caption: string;
  title: string;
  address: string;
}

export type GalleryKind = "image" | "audio" | "video";
/** Lists the files of a `[gallery]` or a `[playlist]` in its order. */
export type ListGallery = (attributes: Attributes, kind: GalleryKind) => GalleryItem[];

/** Creates the handlers of WordPress's own shortcodes, and of the players of wordpress.com. */
export function createShortcodeHandlers(galleryOf: ListGallery): Record<string, Shortcode> {
  return {
    caption,
    wp_caption: caption,
    gallery: (attributes) =>
      galleryOf(attributes, "image")
        .map((picture) =>
          figure(`<img data-attachment="${escapeHtml(picture.attachmentId)}">`, escapeHtml(picture.caption)),
        )
        .join("\n"),
    embed: (attributes, content) => onOwnLine(content ?? attributes.src ?? attributes.address),
    video: (attributes, content) => media(attributes, ["src", "mp4", "m4v", "webm", "ogv", "flv"]) ?? content ?? "",
    audio: (attributes, content) => media(attributes, ["src", "mp3", "m4a", "ogg", "wav"]) ?? content ?? "",
    playlist: (attributes) => playlist(galleryOf(attributes, attributes.type === "video" ? "video" : "audio")),
    ...playerShortcodes,
    ...createBuilderShortcodes((ids) => galleryOf({ ids }, "image")),
  };
}

/** `[caption …]<a><img></a> Text[/caption]`; before WordPress 3.4 the text was an attribute. */
function caption(attributes: Attributes, content: string | undefined): string {
  if (content === undefined) return "";
  const [, picture, rest] = /^\s*((?:<a\s[^>]*>\s*)?<img\s[^>]*>(?:\s*<\/a>)?)([\s\S]*)$/i.exec(content) ?? [];
  const text = attributes.caption ?? rest ?? "";
  if (picture === undefined) return `${content}${attributes.caption ? `\n\n${attributes.caption}` : ""}`;
  const id = /^attachment_(\d+)$/.exec(attributes.id ?? "")?.[1];
  return figure(picture, text.trim(), id);
}

function figure(picture: string, text: string, attachmentId?: string): string {
  const known = attachmentId ? ` data-attachment="${attachmentId}"` : "";
  return `\n\n<figure${known}>${picture}${text ? `<figcaption>${text}</figcaption>` : ""}</figure>\n\n`;
}

function media(attributes: Attributes, names: string[]): string | undefined {
  const address = names.map((name) => attributes[name]).find((value) => value) ?? attributes.address;
  // The Audio Player plugin: `[audio ADDRESS,ADDRESS|titles=…]`.
  const several = address?.split("|")[0]?.split(/,(?=https?:)/);
  return several?.map((one) => onOwnLine(escapeHtml(one))).join("");
}

function playlist(items: GalleryItem[]): string | undefined {
  if (items.length === 0) return undefined;
  const links = items.map(
    ({ address, title }) => `<p><a href="${escapeHtml(address)}">${escapeHtml(title || address)}</a></p>`,
  );
  return `\n\n${links.join("\n")}\n\n`;
}

function onOwnLine(address: string | undefined): string {
  return address === undefined ? "" : `\n\n${address.trim()}\n\n`;
}
