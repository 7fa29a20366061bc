import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { cdata, escapeXml } from "#lib/xml.ts";
import { OmissionCounter } from "../body/conversion-report.ts";
import type { Site } from "./discover.ts";
import { omissionKey } from "./omissions.ts";
import {
  type CommentRecord,
  commentRecord,
  type MediaRecord,
  mediaRecord,
  type PostRecord,
  storedPost,
  type Taxonomy,
  type TermRecord,
  termRecord,
  type UserRecord,
  userRecord,
} from "./records.ts";
import { toCommentSource, toStoredContent, writtenExcerpt } from "./rendered-body.ts";
import type { CollectionFile, SiteCopy } from "./site-copy.ts";

type Place = { start: number; length: number };
type TermsOf = Map<string, Map<number, TermRecord>>;

/** The file name of a site's copy as an export. */
export const exportFileName = "export.xml";

const head = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
`;

/**
 * Writes a site's copy as an export (WXR 1.2), so that an import of it is one of a file: the same checks, the same
 * continuation, the same articles. The same copy gives the same bytes. Returns what was counted on the way.
 */
export async function writeExport(
  copy: SiteCopy,
  site: Site,
  taxonomies: Taxonomy[],
): Promise<{ file: string; notes: OmissionCounter }> {
  const notes = new OmissionCounter();
  const file = join(copy.folder, exportFileName);
  const part = `${file}.part`;
  // About as large as the copy.
  await copy.checkSpace(Object.values(copy.state.collections).reduce((sum, { bytes }) => sum + bytes, 0));
  await pipeline(
    Readable.from(writeEntries(copy, site, taxonomies, notes)),
    createWriteStream(part, { mode: 0o600, flush: true }),
  );
  await rename(part, file);
  return { file, notes };
}

async function* writeEntries(
  copy: SiteCopy,
  site: Site,
  taxonomies: Taxonomy[],
  notes: OmissionCounter,
): AsyncGenerator<string> {
  yield head +
    [
      line("title", site.title),
      line("link", site.url),
      line("description", site.tagline),
      line("language", site.language),
      line("wp:wxr_version", "1.2"),
      line("wp:base_site_url", site.url),
      line("wp:base_blog_url", site.url),
    ].join("");
  const users = await copy.readAll("users", userRecord);
  for (const user of users)
    yield `<wp:author>${line("wp:author_login", user.slug)}${line("wp:author_display_name", user.name)}</wp:author>\n`;
  const terms: TermsOf = new Map();
  for (const taxonomy of taxonomies) {
    const all = await copy.readAll(`terms-${taxonomy.slug}`, termRecord);
    const byId = new Map(all.map((term) => [term.id, term]));
    terms.set(taxonomy.slug, byId);
    for (const term of all) yield writeTerm(taxonomy.slug, term, byId.get(term.parent)?.slug ?? "");
  }
  yield* eachRecord(copy, "media", mediaRecord, writeAttachment, notes);
  const logins = new Map(users.map((user) => [user.id, user]));
  const comments = await CommentReader.open(copy, notes);
  try {
    for (const name of ["pages", "posts"]) {
      const write = async (post: PostRecord) =>
        writePost(post, { logins, terms, taxonomies, notes }, await comments.of(post.id));
      yield* eachRecord(copy, name, storedPost, write, notes);
    }
    notes.add(omissionKey("withoutItem", "comments"), comments.countUnread());
  } finally {
    await comments.close();
  }
  yield "</channel>\n</rss>\n";
}

async function* eachRecord<T>(
  copy: SiteCopy,
  name: string,
  schema: z.ZodType<T>,
  write: (record: T) => string | Promise<string>,
  notes: OmissionCounter,
): AsyncGenerator<string> {
  const places = await copy.index(name);
  const file = await copy.openCollection(name);
  try {
    for (const [, place] of [...places].sort(([one], [other]) => one - other)) {
      const value = await file.read(place);
      const record = schema.safeParse(value);
      if (record.success) yield await write(record.data);
      else notes.add(omissionSchema.safeParse(value).data?.omitted ?? omissionKey("wrongFields", name));
    }
  } finally {
    await file.close();
  }
}

const omissionSchema = z.object({ omitted: z.string() });

/** Comments by post, read from the copy when their post is written. */
class CommentReader {
  readonly #file: CollectionFile;
  readonly #places: Map<number, Place[]>;

  private constructor(file: CollectionFile, places: Map<number, Place[]>) {
    this.#file = file;
    this.#places = places;
  }

  static async open(copy: SiteCopy, notes: OmissionCounter): Promise<CommentReader> {
    const file = await copy.openCollection("comments");
    const byPost = new Map<number, Place[]>();
    for (const [, place] of [...(await copy.index("comments"))].sort(([one], [other]) => one - other)) {
      const value = await file.read(place);
      const comment = commentRecord.safeParse(value);
      if (!comment.success) {
        notes.add(omissionSchema.safeParse(value).data?.omitted ?? omissionKey("wrongFields", "comments"));
        continue;
      }
      const places = byPost.get(comment.data.post);
      if (places) places.push(place);
      else byPost.set(comment.data.post, [place]);
    }
    return new CommentReader(file, byPost);
  }

  async of(post: number): Promise<CommentRecord[]> {
    const records: CommentRecord[] = [];
    for (const place of this.#places.get(post) ?? []) {
      const comment = commentRecord.safeParse(await this.#file.read(place));
      if (comment.success) records.push(comment.data);
    }
    this.#places.delete(post);
    return records;
  }

  countUnread(): number {
    return [...this.#places.values()].reduce((sum, places) => sum + places.length, 0);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function writeTerm(taxonomy: string, term: TermRecord, parent: string): string {
  const id = line("wp:term_id", term.id);
  if (taxonomy === "category")
    return `<wp:category>${id}${line("wp:category_nicename", term.slug)}${line("wp:category_parent", parent)}${line("wp:cat_name", term.name)}${line("wp:category_description", term.description)}</wp:category>\n`;
  if (taxonomy === "post_tag")
    return `<wp:tag>${id}${line("wp:tag_slug", term.slug)}${line("wp:tag_name", term.name)}${line("wp:tag_description", term.description)}</wp:tag>\n`;
  return `<wp:term>${id}${line("wp:term_taxonomy", taxonomy)}${line("wp:term_slug", term.slug)}${line("wp:term_parent", parent)}${line("wp:term_name", term.name)}${line("wp:term_description", term.description)}</wp:term>\n`;
}

function writeAttachment(media: MediaRecord): string {
  return [
    "<item>\n",
    line("title", media.title),
    line("link", media.link),
    line("content:encoded", ""),
    line("excerpt:encoded", media.caption.replace(/^<p>|<\/p>\s*$/g, "")),
    line("wp:post_id", media.id),
    line("wp:post_date", media.date),
    line("wp:post_date_gmt", media.date_gmt),
    line("wp:post_name", media.slug),
    line("wp:status", "inherit"),
    line("wp:post_parent", media.post ?? 0),
    line("wp:post_type", "attachment"),
    line("wp:attachment_url", media.source_url),
    media.alt_text === "" ? "" : writeMeta("_wp_attachment_image_alt", media.alt_text),
    "</item>\n",
  ].join("");
}

interface PostContext {
  logins: Map<number, UserRecord>;
  terms: TermsOf;
  taxonomies: Taxonomy[];
  notes: OmissionCounter;
}

function writePost(
  post: PostRecord,
  { logins, terms, taxonomies, notes }: PostContext,
  comments: CommentRecord[],
): string {
  const author = logins.get(post.author)?.slug ?? "";
  if (author === "" && post.author > 0)
    notes.add(omissionKey("withoutAuthor", post.type === "page" ? "pages" : "posts"));
  const filed = taxonomies.flatMap(({ slug }) =>
    (Object.hasOwn(post.terms, slug) ? (post.terms[slug] ?? []) : []).flatMap((id) => {
      const term = terms.get(slug)?.get(id);
      return term ? [{ taxonomy: slug, ...term }] : [];
    }),
  );
  const meta = [
    ["_thumbnail_id", post.featured_media > 0 ? String(post.featured_media) : ""],
    ["_yoast_wpseo_title", post.seo?.title ?? ""],
    ["_yoast_wpseo_metadesc", post.seo?.description ?? ""],
    ["_yoast_wpseo_canonical", post.seo?.canonical ?? ""],
  ];
  return [
    "<item>\n",
    line("title", post.title),
    line("link", post.link),
    line("dc:creator", author),
    line("content:encoded", toStoredContent(post.content.rendered, notes)),
    line("excerpt:encoded", escapeXml(writtenExcerpt(post.excerpt, post.content.rendered))),
    line("wp:post_id", post.id),
    line("wp:post_date", post.date),
    line("wp:post_date_gmt", post.date_gmt),
    line("wp:post_modified_gmt", post.modified_gmt),
    line("wp:comment_status", post.comment_status),
    line("wp:post_name", post.slug),
    line("wp:status", "publish"),
    line("wp:post_parent", post.parent),
    line("wp:menu_order", post.menu_order),
    line("wp:post_type", post.type),
    line("wp:post_password", ""),
    ...(post.sticky ? [line("wp:is_sticky", 1)] : []),
    ...filed.map(
      (term) =>
        `<category domain="${escapeXml(term.taxonomy)}" nicename="${escapeXml(term.slug)}">${cdata(term.name)}</category>\n`,
    ),
    ...meta.map(([key = "", value = ""]) => (value === "" ? "" : writeMeta(key, value))),
    ...comments.map(writeComment),
    "</item>\n",
  ].join("");
}

function writeComment(comment: CommentRecord): string {
  return `<wp:comment>${[
    line("wp:comment_id", comment.id),
    line("wp:comment_author", comment.author_name),
    line("wp:comment_date", comment.date),
    line("wp:comment_date_gmt", comment.date_gmt),
    line("wp:comment_content", toCommentSource(comment.content)),
    line("wp:comment_approved", "1"),
    line("wp:comment_type", "comment"),
    line("wp:comment_parent", comment.parent),
  ].join("")}</wp:comment>\n`;
}

function writeMeta(key: string, value: string): string {
  return `<wp:postmeta>${line("wp:meta_key", key)}${line("wp:meta_value", value)}</wp:postmeta>\n`;
}

function line(name: string, value: string | number): string {
  return `<${name}>${typeof value === "number" ? value : cdata(value)}</${name}>\n`;
}
