import type { Channel, ExportAuthor, ExportItem, ExportTerm } from "./export/entries.ts";
import { readExport } from "./export/reader.ts";

export interface Attachment {
  id: string;
  address: string;
  /** Its attachment page on the blog. */
  link: string;
  alt: string;
  caption: string;
  title: string;
  /** `YYYY-MM-DD hh:mm:ss`, and the place among the attachments of its post: galleries are sorted by them. */
  date: string;
  menuOrder: number;
  parent: string;
}

export interface PostStub {
  id: string;
  name: string;
  title: string;
  link: string;
  oldSlugs: string[];
  published: boolean;
}

/**
 * The result of a first pass over the whole file: that it is valid, and everything that posts may refer to before it is
 * read.
 */
export interface Scan {
  channel: Channel;
  authors: ExportAuthor[];
  terms: ExportTerm[];
  posts: Map<string, PostStub>;
  attachments: Map<string, Attachment>;
  /** Attachments by the post to which they were uploaded, in the order of the file. */
  attachmentsOf: Map<string, Attachment[]>;
  /** Items that are neither posts nor attachments, by type. */
  otherTypes: Map<string, number>;
  bytes: number;
  droppedCharacters: number;
}

/**
 * Reads the file without keeping bodies. Throws an OperatorError (one line with the position) if anything is wrong with
 * it.
 */
export async function scanExport(path: string, onProgress: (bytes: number) => void = () => {}): Promise<Scan> {
  const scan: Scan = {
    channel: { title: "", version: "", siteUrl: "", blogUrl: "" },
    authors: [],
    terms: [],
    posts: new Map(),
    attachments: new Map(),
    attachmentsOf: new Map(),
    otherTypes: new Map(),
    bytes: 0,
    droppedCharacters: 0,
  };
  const options = {
    light: true,
    onProgress: (bytes: number) => {
      scan.bytes = bytes;
      onProgress(bytes);
    },
    onDropped: (characters: number) => {
      scan.droppedCharacters += characters;
    },
  };
  for await (const entry of readExport(path, options)) {
    if (entry.kind === "channel") scan.channel = entry.channel;
    else if (entry.kind === "author") scan.authors.push(deepCopy(entry.author));
    else if (entry.kind === "term") scan.terms.push(deepCopy(entry.term));
    else scanItem(scan, entry.item);
  }
  return scan;
}

function scanItem(scan: Scan, item: ExportItem): void {
  if (item.type === "post") {
    const post = deepCopy({
      id: item.id,
      name: item.name,
      title: item.title,
      link: item.link,
      oldSlugs: item.meta.get("_wp_old_slug") ?? [],
      published: isPublished(item),
    });
    scan.posts.set(post.id, post);
  } else if (item.type === "attachment") {
    const attachment: Attachment = deepCopy({
      id: item.id,
      address: item.attachmentUrl || item.link,
      link: item.link,
      alt: item.meta.get("_wp_attachment_image_alt")?.at(-1)?.trim() ?? "",
      caption: item.excerpt.trim(),
      title: item.title,
      date: item.date,
      menuOrder: Number(item.menuOrder) || 0,
      parent: item.parent,
    });
    scan.attachments.set(attachment.id, attachment);
    const siblings = scan.attachmentsOf.get(attachment.parent);
    if (siblings) siblings.push(attachment);
    else scan.attachmentsOf.set(attachment.parent, [attachment]);
  } else scan.otherTypes.set(item.type, (scan.otherTypes.get(item.type) ?? 0) + 1);
}

/**
 * Copies a record with its strings. The parser's strings are slices of its input: keeping a title would keep the 256 KB
 * around it in memory, and all titles the whole file.
 */
function deepCopy<T extends object>(record: T): T {
  return JSON.parse(JSON.stringify(record)) as T;
}

/** Whether a post is published here: it was public there, without a password. */
export function isPublished(item: Pick<ExportItem, "status" | "password">): boolean {
  return item.status === "publish" && item.password === "";
}
