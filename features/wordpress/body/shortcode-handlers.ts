import { escapeHtml } from "#lib/html/escape-html.ts";
import type { Attributes, Shortcode } from "./shortcodes.ts";

export interface GalleryPicture {
  attachmentId: string;
  caption: string;
}

/** Creates the handlers of WordPress's own shortcodes. `galleryOf` lists the pictures of a gallery. */
export function createShortcodeHandlers(
  galleryOf: (attributes: Attributes) => GalleryPicture[],
): Record<string, Shortcode> {
  return {
    caption,
    wp_caption: caption,
    gallery: (attributes) =>
      galleryOf(attributes)
        .map((picture) =>
          figure(`<img data-attachment="${escapeHtml(picture.attachmentId)}">`, escapeHtml(picture.caption)),
        )
        .join("\n"),
    embed: (attributes, content) => onOwnLine(content ?? attributes.src ?? attributes.address),
    video: (attributes, content) => media(attributes, ["src", "mp4", "m4v", "webm", "ogv", "flv"]) ?? content ?? "",
    audio: (attributes, content) => media(attributes, ["src", "mp3", "m4a", "ogg", "wav"]) ?? content ?? "",
    ...Object.fromEntries(["code", "sourcecode", "source", "php", "css", "html", "javascript", "bash"].map(asCode)),
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
  return address === undefined ? undefined : onOwnLine(address);
}

function onOwnLine(address: string | undefined): string {
  return address === undefined ? "" : `\n\n${address.trim()}\n\n`;
}

/** Code may already be escaped; escaped code stays so. */
function asCode(name: string): [string, Shortcode] {
  return [
    name,
    (_, content) =>
      content === undefined
        ? ""
        : `\n\n<pre><code>${content
            .replace(/^\s*\n/, "")
            .replaceAll("<", "&lt;")
            .replaceAll(">", "&gt;")}</code></pre>\n\n`,
  ];
}
