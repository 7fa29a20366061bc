import { escapeHtml } from "#lib/html/escape-html.ts";
import type { Shortcode } from "./shortcodes.ts";

/**
 * Creates the handlers of what page builders (WPBakery, Divi, Avada) keep in attributes: pictures and headings. The
 * tags of their other boxes are removed, and the content stays.
 * @param listPictures lists the pictures with these ids, separated by commas
 */
export function createBuilderShortcodes(
  listPictures: (ids: string) => { attachmentId: string; caption: string }[],
): Record<string, Shortcode> {
  const gallery = (ids: string | undefined) => {
    const files = ids === undefined || !/\d/.test(ids) ? [] : listPictures(ids);
    return files.length === 0
      ? undefined
      : files.map(({ attachmentId, caption }) => picture({ attachmentId }, caption)).join("");
  };
  /** The id of a picture that the export has. */
  const known = (id = "") => (/^\d+$/.test(id) && listPictures(id).length > 0 ? id : undefined);
  return {
    vc_single_image: ({ image, custom_src, caption = "", link, onclick }) =>
      picture(
        { attachmentId: known(image), address: custom_src, link: onclick === "custom_link" ? link : undefined },
        caption,
      ),
    vc_gallery: ({ images }) => gallery(images),
    vc_images_carousel: ({ images }) => gallery(images),
    // A heading with another source repeats a title that the page shows already.
    vc_custom_heading: ({ text = "", source = "", font_container = "" }) =>
      source === "" ? heading(text, /\btag:(h[1-6]|p|div)\b/.exec(font_container)?.[1]) : "",
    et_pb_image: ({ src, alt, url }) => picture({ address: src, alt, link: url }),
    et_pb_gallery: ({ gallery_ids }) => gallery(gallery_ids),
    fusion_imageframe: ({ image_id = "", alt, link }, content = "") => {
      const address = content.trim();
      // Earlier versions have the picture itself in the box.
      if (address !== "" && !isAddress(address)) return content;
      return picture({ attachmentId: known(/^\d+/.exec(image_id)?.[0]), address, alt, link });
    },
  };
}

interface Picture {
  attachmentId?: string | undefined;
  address?: string | undefined;
  alt?: string | undefined;
  link?: string | undefined;
}

/** Undefined without an address or an id. */
function picture({ attachmentId = "", address = "", alt = "", link = "" }: Picture, caption = ""): string | undefined {
  const id = /^\d+$/.test(attachmentId) ? ` data-attachment="${attachmentId}"` : "";
  const src = isAddress(address) ? ` src="${escapeHtml(address)}"` : "";
  if (id === "" && src === "") return undefined;
  const image = `<img${id}${src}${alt ? ` alt="${escapeHtml(alt)}"` : ""}>`;
  const linked = isAddress(link) ? `<a href="${escapeHtml(link)}">${image}</a>` : image;
  return `\n\n<figure>${linked}${caption ? `<figcaption>${escapeHtml(caption)}</figcaption>` : ""}</figure>\n\n`;
}

const isAddress = (text: string) => /^(?:https?:)?\/\/[^\s"<>]+$/i.test(text) || /^\/[^\s"<>]+$/.test(text);

/** `text` may contain simple markup, which the builder allows. */
function heading(text: string, tag = "h2"): string | undefined {
  return text.trim() === "" ? undefined : `\n\n<${tag}>${text}</${tag}>\n\n`;
}
