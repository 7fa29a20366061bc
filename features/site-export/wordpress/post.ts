import type { CommentStatus } from "#db/schema/comments.ts";
import { isoWithZone } from "#lib/dates.ts";
import { escapeHtml } from "#lib/html/escape-html.ts";
import { escapeXml } from "#lib/xml.ts";
import type { DiscussionComment, ExportedTerm } from "../queries.ts";
import { postMeta, textElement, textSection } from "./xml-text.ts";

/**
 * The ids of posts in WordPress's export. WordPress numbers articles, pages and pictures together; articles and pages
 * keep their numbers from one export to the next, by which an import recognises them.
 */
export const wordpressIds = {
  article: (id: number) => 4 * id,
  page: (id: number) => 4 * id + 1,
  picture: (position: number) => 4 * position + 2,
};

/** An item of the export: an article, a page or a picture. */
export interface WordPressPost {
  id: number;
  type: "post" | "page" | "attachment";
  status: "publish" | "draft" | "future" | "private" | "inherit";
  title: string;
  slug: string;
  /** Its absolute address. */
  link: string;
  /** The login of its author; "": the user who imports the file. */
  author: string;
  /** HTML. */
  content: string;
  /** Plain text. */
  excerpt: string;
  date: Date;
  modified: Date;
  isOpen: boolean;
  terms: (ExportedTerm & { taxonomy: "category" | "post_tag" | "author" })[];
  meta: [key: string, value: string | number][];
  /** Of an attachment: the address of its file. */
  file?: string;
}

const noDate = "0000-00-00 00:00:00";

/** A date as WordPress stores it. */
const formatUtc = (date: Date) => date.toISOString().slice(0, 19).replace("T", " ");
const formatLocal = (date: Date, zone: string) => isoWithZone(date, zone).slice(0, 19).replace("T", " ");

/** Writes a post's item up to its comments; `endPost` ends it. */
export function beginPost(post: WordPressPost, zone: string): string {
  // A draft has no date of its own in WordPress: it gets that of its publication.
  const isDraft = post.status === "draft";
  return [
    "<item>\n",
    textElement("title", escapeHtml(post.title)),
    `\n<link>${escapeXml(post.link)}</link>\n`,
    isDraft ? "" : `<pubDate>${post.date.toUTCString().replace("GMT", "+0000")}</pubDate>\n`,
    textElement("dc:creator", post.author),
    `\n<guid isPermaLink="false">${escapeXml(post.file ?? post.link)}</guid>\n<description></description>\n`,
    `<content:encoded>${textSection(post.content)}</content:encoded>\n`,
    `<excerpt:encoded>${textSection(escapeHtml(post.excerpt))}</excerpt:encoded>\n`,
    textElement("wp:post_id", post.id),
    textElement("wp:post_date", formatLocal(post.date, zone)),
    textElement("wp:post_date_gmt", isDraft ? noDate : formatUtc(post.date)),
    textElement("wp:post_modified", formatLocal(post.modified, zone)),
    textElement("wp:post_modified_gmt", formatUtc(post.modified)),
    textElement("wp:comment_status", post.isOpen ? "open" : "closed"),
    textElement("wp:ping_status", "closed"),
    textElement("wp:post_name", post.slug),
    textElement("wp:status", post.status),
    textElement("wp:post_parent", 0),
    textElement("wp:menu_order", 0),
    textElement("wp:post_type", post.type),
    textElement("wp:post_password", ""),
    textElement("wp:is_sticky", 0),
    "\n",
    post.file === undefined ? "" : `${textElement("wp:attachment_url", post.file)}\n`,
    ...post.terms.map(
      ({ taxonomy, slug, name }) =>
        `<category domain="${taxonomy}" nicename="${escapeXml(slug)}">${textSection(escapeHtml(name))}</category>\n`,
    ),
    ...post.meta.map(([key, value]) => postMeta(key, value)),
  ].join("");
}

export const endPost = "</item>\n";

const approval: Record<CommentStatus, string> = {
  visible: "1",
  pending: "0",
  spam: "spam",
  rejected: "trash",
  removed: "trash",
};

/** Writes a comment. `content`: as WordPress stores it. Addresses of readers are never in the export. */
export function writeComment(
  comment: Pick<DiscussionComment, "id" | "name" | "status" | "createdAt">,
  { parent, content, zone }: { parent: number | null; content: string; zone: string },
): string {
  return [
    "<wp:comment>\n",
    textElement("wp:comment_id", comment.id),
    textElement("wp:comment_author", escapeHtml(comment.name)),
    textElement("wp:comment_author_email", ""),
    "<wp:comment_author_url></wp:comment_author_url>",
    textElement("wp:comment_author_IP", ""),
    textElement("wp:comment_date", formatLocal(comment.createdAt, zone)),
    textElement("wp:comment_date_gmt", formatUtc(comment.createdAt)),
    textElement("wp:comment_content", content),
    textElement("wp:comment_approved", approval[comment.status]),
    textElement("wp:comment_type", "comment"),
    textElement("wp:comment_parent", parent ?? 0),
    textElement("wp:comment_user_id", 0),
    "\n</wp:comment>\n",
  ].join("");
}
