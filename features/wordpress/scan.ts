import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { type Refusal, refused } from "#lib/result.ts";
import { toPlainLine } from "./body/plain-line.ts";
import { EntryBuilder } from "./export/builder.ts";
import { stripForbidden } from "./export/decode.ts";
import type { Channel, ExportAuthor, ExportItem, ExportTerm } from "./export/entries.ts";
import { parseItem } from "./export/item.ts";
import { createEntryParser, ItemHead, maxTextLength } from "./export/parser.ts";
import { readPreamble } from "./export/preamble.ts";
import { readExport } from "./export/reader.ts";
import { type ExportPiece, splitExport } from "./export/split.ts";
import { type GuestAuthor, guestAuthorType, readGuestAuthor } from "./fields/bylines.ts";
import { TimeZoneSamples } from "./fields/time-zone.ts";
import { ImportFailure } from "./import-reason.ts";
import { ScannedMenus } from "./menus/scanned-menus.ts";
import { isOfKind } from "./pictures/file-kinds.ts";

export interface Attachment {
  id: string;
  address: string;
  /** Its path below the uploads folder, or "". */
  file: string;
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

/** Where an item is in the file, and a hash of its bytes. */
export interface ItemPlace {
  start: number;
  length: number;
  hash: string;
}

export interface PostStub {
  id: string;
  name: string;
  title: string;
  link: string;
  oldSlugs: string[];
  published: boolean;
}

export interface ScannedPost extends PostStub {
  place: ItemPlace;
}

/**
 * The result of a first pass over the whole file: that it is valid, where its items are, and everything that posts may
 * refer to before it is read.
 */
export interface Scan {
  channel: Channel;
  authors: ExportAuthor[];
  terms: ExportTerm[];
  /** Guests of Co-Authors Plus. */
  guests: GuestAuthor[];
  /** Pairs of local and GMT dates. */
  zone: TimeZoneSamples;
  /** Where the reusable blocks are, by their ids. */
  reusableBlocks: Map<string, ItemPlace>;
  /** Addresses of attachments that are no pictures. */
  otherFiles: string[];
  /** In the order of the file. */
  posts: Map<string, ScannedPost>;
  /** Pages, in the order of the file. */
  pages: Map<string, ScannedPost>;
  attachments: Map<string, Attachment>;
  /** Attachments by the post to which they were uploaded, in the order of the file. */
  attachmentsOf: Map<string, Attachment[]>;
  /** The ids of those that another export of the same archive has. */
  attachmentsElsewhere: Set<string>;
  menus: ScannedMenus;
  /** Published posts that the blog has pinned to its top: `named` has the titles of the first ones. */
  sticky: { count: number; named: string[] };
  /** Items that are neither posts nor attachments, by type. */
  otherTypes: Map<string, number>;
  /** Posts with an id that occurred before. */
  repeated: number;
  droppedCharacters: number;
  /** Bytes before the export that are no part of it, such as PHP's warnings. */
  bytesBefore: number;
  /** The opening tags around the items, with their namespaces. */
  head: string;
}

function emptyScan(): Scan {
  return {
    channel: { title: "", version: "", siteUrl: "", blogUrl: "", description: "", language: "" },
    authors: [],
    terms: [],
    guests: [],
    zone: new TimeZoneSamples(),
    reusableBlocks: new Map(),
    otherFiles: [],
    posts: new Map(),
    pages: new Map(),
    attachments: new Map(),
    attachmentsOf: new Map(),
    attachmentsElsewhere: new Set(),
    menus: new ScannedMenus(),
    sticky: { count: 0, named: [] },
    otherTypes: new Map(),
    repeated: 0,
    droppedCharacters: 0,
    bytesBefore: 0,
    head: "",
  };
}

export interface ScanOptions {
  /** The types of items that become articles. */
  types?: Set<string>;
  /** The blog's address, if the export does not contain it. */
  blogUrl?: string | undefined;
}

/**
 * Reads the file without keeping bodies. Throws an OperatorError (one line with the position) if anything is wrong with
 * it.
 */
export async function scanExport(
  file: FileHandle,
  path: string,
  onProgress: (bytes: number) => void = () => {},
  { types = new Set(["post"]), blogUrl }: ScanOptions = {},
): Promise<Scan> {
  const scan = emptyScan();
  const surroundings = createSurroundings(scan, blogUrl);
  try {
    const preamble = await readPreamble(file);
    scan.bytesBefore = preamble.dropped;
    for await (const piece of splitExport(file, path, preamble.end)) {
      if (piece.isItem) {
        surroundings.beginItem();
        scanPiece(scan, piece, types);
      } else surroundings.write(piece.bytes);
      onProgress(piece.start + piece.bytes.length);
    }
    surroundings.close();
  } catch (error) {
    if (!(error instanceof UnreadableExport)) throw error;
    // Reading it as a whole names the line and the column.
    for await (const _ of readExport(path, { light: true, ...(blogUrl !== undefined && { blogUrl }) }));
    throw new ImportFailure(error.refusal, { path });
  }
  return scan;
}

class UnreadableExport extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Reads what lies around the items: the channel, its authors and terms. */
function createSurroundings(scan: Scan, blogUrl: string | undefined) {
  const builder = new EntryBuilder(true, false, blogUrl);
  const refuse = (what: Refusal): never => {
    throw new UnreadableExport(what);
  };
  const head = new ItemHead();
  const parser = createEntryParser(builder, refuse, (tag, depth) => (depth <= 2 ? head.add(tag) : undefined));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const keep = () => {
    for (const entry of builder.take()) {
      if (entry.kind === "channel") scan.channel = entry.channel;
      else if (entry.kind === "author") scan.authors.push(deepCopy(entry.author));
      else if (entry.kind === "term") scan.terms.push(deepCopy(entry.term));
    }
  };
  const write = (bytes: Buffer | undefined) => {
    const { text, dropped } = stripForbidden(decodeOrRefuse(() => decoder.decode(bytes, { stream: true })));
    scan.droppedCharacters += dropped;
    parser.write(text);
    scan.head = head.text;
    keep();
  };
  return {
    write,
    /** Checks before an item that it is where an export has its items, and that the export's version is known. */
    beginItem() {
      if (parser.depth !== 2) refuse(refused("import.outsideChannel"));
      const problem = builder.end();
      if (problem) refuse(problem);
    },
    close() {
      decodeOrRefuse(() => decoder.decode());
      parser.close();
      keep();
    },
  };
}

function decodeOrRefuse(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new UnreadableExport(refused("import.notUtf8"));
  }
}

function scanPiece(scan: Scan, piece: ExportPiece, types: Set<string>): void {
  const { bytes, start } = piece;
  if (!isUtf8(bytes)) throw new UnreadableExport(refused("import.notUtf8"));
  scan.droppedCharacters += countForbidden(bytes);
  let item: ExportItem | undefined;
  try {
    item = parseItem(scan.head, withoutBodies(piece), { light: true });
  } catch (error) {
    throw error instanceof ImportFailure ? new UnreadableExport({ ok: false, ...error.reason }) : error;
  }
  if (!item) return;
  const place = { start, length: bytes.length, hash: hash("sha256", bytes, "base64url").slice(0, 22) };
  scanItem(scan, item, place, types);
}

/** Long texts are most of an export, and without markup: the parser need not see them. */
function withoutBodies({ bytes, bodies }: ExportPiece): string {
  let text = "";
  let from = 0;
  for (const { start, end } of bodies) {
    if (end - start > maxTextLength) continue;
    text += bytes.toString("utf8", from, start);
    from = end;
  }
  return text + bytes.toString("utf8", from);
}

/** Counts the characters that `stripForbidden` removes, in UTF-8. */
function countForbidden(bytes: Buffer): number {
  let count = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x20) {
      if (byte !== 0x0a && byte !== 0x0d && byte !== 0x09) count += 1;
    } else if (byte === 0xef && bytes[index + 1] === 0xbf && (bytes[index + 2] ?? 0) >= 0xbe) count += 1;
  }
  return count;
}

/** Pinned posts that the report names: blogs have a few. */
const maxNamedSticky = 100;

function scanItem(scan: Scan, item: ExportItem, place: ItemPlace, types: Set<string>): void {
  scan.zone.add(item.date, item.dateGmt);
  if (types.has(item.type) || item.type === "page") {
    const found = types.has(item.type) ? scan.posts : scan.pages;
    if (found.has(item.id)) {
      scan.repeated += 1;
      return;
    }
    const post = deepCopy({
      id: item.id,
      name: item.name,
      title: item.title,
      link: item.link,
      oldSlugs: item.meta.get("_wp_old_slug") ?? [],
      published: isPublished(item),
      place,
    });
    found.set(post.id, post);
    if (found === scan.posts && post.published && item.sticky === "1") {
      scan.sticky.count += 1;
      if (scan.sticky.count <= maxNamedSticky) scan.sticky.named.push(toPlainLine(post.title) || post.id);
    }
    if (found === scan.pages && post.published) scan.menus.addPage(item);
  } else if (item.type === "attachment") {
    const attachment: Attachment = deepCopy({
      id: item.id,
      address: item.attachmentUrl || item.link,
      file: item.meta.get("_wp_attached_file")?.at(-1)?.trim() ?? "",
      link: item.link,
      alt: item.meta.get("_wp_attachment_image_alt")?.at(-1)?.trim() ?? "",
      caption: item.excerpt.trim(),
      title: item.title,
      date: item.date,
      menuOrder: Number(item.menuOrder) || 0,
      parent: item.parent,
    });
    addAttachment(scan, attachment);
    if (attachment.address !== "" && !isOfKind(attachment.address, "image")) scan.otherFiles.push(attachment.address);
  } else if (item.type === "wp_block" && isPublished(item))
    scan.reusableBlocks.set(deepCopy({ id: item.id }).id, place);
  else if (item.type === guestAuthorType) scan.guests.push(deepCopy(readGuestAuthor(item)));
  else if (!scan.menus.add(item, place)) scan.otherTypes.set(item.type, (scan.otherTypes.get(item.type) ?? 0) + 1);
}

function addAttachment(scan: Scan, attachment: Attachment): void {
  scan.attachments.set(attachment.id, attachment);
  const siblings = scan.attachmentsOf.get(attachment.parent);
  if (siblings) siblings.push(attachment);
  else scan.attachmentsOf.set(attachment.parent, [attachment]);
}

/** Adds the attachments of the other exports of the same archive, which texts of this one may use. */
export function addAttachments(scan: Scan, all: Attachment[]): void {
  for (const attachment of all) {
    if (scan.attachments.has(attachment.id)) continue;
    addAttachment(scan, attachment);
    scan.attachmentsElsewhere.add(attachment.id);
  }
}

/**
 * Copies a record with its strings. The parser's strings are slices of its input: keeping a title would keep the whole
 * item in memory.
 */
function deepCopy<T extends object>(record: T): T {
  return JSON.parse(JSON.stringify(record)) as T;
}

/** Whether a post is published here: it was public there, without a password. */
export function isPublished(item: Pick<ExportItem, "status" | "password">): boolean {
  return item.status === "publish" && item.password === "";
}
