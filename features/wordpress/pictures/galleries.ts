import { toPlainLine } from "../body/plain-line.ts";
import type { GalleryItem, GalleryKind } from "../body/shortcode-handlers.ts";
import type { Attributes } from "../body/shortcodes.ts";
import type { Attachment, Scan } from "../scan.ts";
import { isOfKind } from "./file-kinds.ts";

/** Characters of HTML: an attachment may be in a gallery again and again. */
const maxCaptionLength = 5_000;

/** What `listGallery` reads of a gallery: others with the same have the same files. */
export type GalleryAttributes = Partial<Record<(typeof galleryAttributes)[number], string>>;
const galleryAttributes = ["id", "ids", "include", "exclude", "orderby", "order"] as const;

export function pickGalleryAttributes(attributes: Attributes): GalleryAttributes {
  const picked: GalleryAttributes = {};
  for (const name of galleryAttributes) if (attributes[name] !== undefined) picked[name] = attributes[name];
  return picked;
}

/** Files of a gallery, and how many more it has. */
export interface Gallery {
  files: GalleryItem[];
  omitted: number;
}

/**
 * Lists the files of a `[gallery]` or `[playlist]` of a post as WordPress does: those named by `ids` in that order,
 * those of `include` or all that were uploaded to the post by their place, without those of `exclude`.
 * @param limit of files
 */
export function listGallery(
  scan: Pick<Scan, "attachments" | "attachmentsOf">,
  postId: string,
  attributes: GalleryAttributes,
  kind: GalleryKind,
  limit: number,
): Gallery {
  const ids = readIds(attributes.ids);
  const included = readIds(attributes.include);
  const excluded = new Set(readIds(attributes.exclude));
  const named = ids.length > 0 ? ids : included;
  const found =
    named.length > 0
      ? named.flatMap((id) => scan.attachments.get(id) ?? [])
      : (scan.attachmentsOf.get(attributes.id ?? postId) ?? []).filter(
          ({ id, address }) => !excluded.has(id) && isOfKind(address, kind),
        );
  if (limit === 0) return { files: [], omitted: found.length };
  const orderBy = attributes.orderby ?? (ids.length > 0 ? "post__in" : "menu_order");
  const sorted = sortAttachments(found, orderBy, attributes.order).slice(0, limit);
  const files = sorted.map((attachment) => ({
    attachmentId: attachment.id,
    caption: toPlainLine(attachment.caption.slice(0, maxCaptionLength)),
    title: toPlainLine(attachment.title.slice(0, maxCaptionLength)),
    address: attachment.address,
  }));
  return { files, omitted: found.length - files.length };
}

function readIds(list = ""): string[] {
  return list.split(/[\s,]+/).filter(Boolean);
}

/** "rand" keeps the order of the file: a page is the same for everyone. */
function sortAttachments(list: Attachment[], orderBy: string, order = "asc"): Attachment[] {
  const [field = ""] = orderBy.toLowerCase().trim().split(/\s+/);
  const byId = (a: Attachment, b: Attachment) => Number(a.id) - Number(b.id);
  const compare: Record<string, (a: Attachment, b: Attachment) => number> = {
    menu_order: (a, b) => a.menuOrder - b.menuOrder || byId(a, b),
    id: byId,
    title: (a, b) => a.title.localeCompare(b.title) || byId(a, b),
    post_title: (a, b) => a.title.localeCompare(b.title) || byId(a, b),
    date: (a, b) => a.date.localeCompare(b.date) || byId(a, b),
    post_date: (a, b) => a.date.localeCompare(b.date) || byId(a, b),
  };
  const sorter = Object.hasOwn(compare, field) ? compare[field] : undefined;
  if (!sorter) return list;
  const direction = order.toLowerCase().startsWith("desc") ? -1 : 1;
  return list.toSorted((a, b) => direction * sorter(a, b));
}
