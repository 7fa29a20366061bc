import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments, members } from "#db/schema.ts";
import { standsApart } from "#features/comments/queries.ts";
import { commentAddress } from "#features/comments/rules.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { type Place, placeAt } from "../rules.ts";

export interface Content {
  articleId: number;
  commentId: number | null;
  /** A path of this site. */
  address: string;
  title: string;
  /** Of a comment: who wrote it, and its text. */
  author: string;
  bodyHtml: string;
}

/**
 * What an address is about, if anybody can read it now. Refused beside the field `address` with `notice.addressForeign` (another site's),
 * `notice.addressUnknown` or `notice.addressGone`.
 */
export async function findContent(db: Executor, address: string, siteUrl: string): Promise<Result<Content>> {
  const place = placeAt(address, siteUrl);
  if (place === "foreign") return refused("form.invalid", { address: "notice.addressForeign" });
  if (place === "unknown") return refused("form.invalid", { address: "notice.addressUnknown" });
  const found = place.kind === "comment" ? await findCommentAt(db, place.id) : await findArticleAt(db, place.slug);
  if (!found) return refused("form.invalid", { address: "notice.addressUnknown" });
  return found.visible ? ok(found.content) : refused("form.invalid", { address: "notice.addressGone" });
}

type Found = { visible: boolean; content: Content } | undefined;

async function findCommentAt(db: Executor, id: Extract<Place, { kind: "comment" }>["id"]): Promise<Found> {
  const [row] = await db
    .select({
      id: comments.id,
      status: comments.status,
      thread: comments.thread,
      apart: standsApart,
      author: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      bodyHtml: comments.bodyHtml,
      articleId: articles.id,
      slug: articles.slug,
      title: articles.title,
      published: articles.status,
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(eq(comments.id, id));
  if (!row) return undefined;
  const { articleId, slug, title, thread, apart, author, bodyHtml } = row;
  return {
    visible: row.status === "visible" && row.published === "published",
    content: {
      ...{ articleId, commentId: id, title, author, bodyHtml },
      address: commentAddress(slug, thread, id, apart),
    },
  };
}

async function findArticleAt(db: Executor, slug: string): Promise<Found> {
  const [row] = await db
    .select({ id: articles.id, slug: articles.slug, title: articles.title, status: articles.status })
    .from(articles)
    .where(eq(articles.slug, slug));
  // What was never published is nobody's business.
  if (!row || (row.status !== "published" && row.status !== "withdrawn")) return undefined;
  const { id, title } = row;
  return {
    visible: row.status === "published",
    content: { articleId: id, commentId: null, address: `/articles/${row.slug}`, title, author: "", bodyHtml: "" },
  };
}
