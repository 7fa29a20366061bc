import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments, members } from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { hasSeparatePage } from "#features/comments/queries.ts";
import { commentPath } from "#features/comments/rules.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { type NoticeTarget, parseNoticeTarget } from "./rules.ts";

export interface NoticeContent {
  articleId: number;
  commentId: number | null;
  /** A path on this site. */
  address: string;
  title: string;
  /** For a comment: its author and text. */
  author: string;
  bodyHtml: string;
}

/**
 * Finds the public content at a URL. Refused on the field `address` with `notice.addressForeign` (another site),
 * `notice.addressUnknown` or `notice.addressGone`.
 */
export async function findNoticeContent(
  db: Executor,
  address: string,
  siteUrl: string,
): Promise<Result<NoticeContent>> {
  const target = parseNoticeTarget(address, siteUrl);
  if (target === "foreign") return refused("form.invalid", { address: "notice.addressForeign" });
  if (target === "unknown") return refused("form.invalid", { address: "notice.addressUnknown" });
  const found =
    target.kind === "comment" ? await findCommentContent(db, target.id) : await findArticleContent(db, target.slug);
  if (!found) return refused("form.invalid", { address: "notice.addressUnknown" });
  return found.visible ? ok(found.content) : refused("form.invalid", { address: "notice.addressGone" });
}

type FoundContent = { visible: boolean; content: NoticeContent } | undefined;

async function findCommentContent(
  db: Executor,
  id: Extract<NoticeTarget, { kind: "comment" }>["id"],
): Promise<FoundContent> {
  const [row] = await db
    .select({
      id: comments.id,
      status: comments.status,
      thread: comments.thread,
      hasSeparatePage,
      author: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      bodyHtml: comments.bodyHtml,
      articleId: articles.id,
      slug: articles.slug,
      title: articles.title,
      isShown: hasReaders,
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(eq(comments.id, id));
  if (!row) return undefined;
  const { articleId, slug, title, thread, author, bodyHtml } = row;
  return {
    visible: row.status === "visible" && row.isShown,
    content: {
      articleId,
      commentId: id,
      title,
      author,
      bodyHtml,
      address: commentPath(slug, thread, id, row.hasSeparatePage),
    },
  };
}

async function findArticleContent(db: Executor, slug: string): Promise<FoundContent> {
  const [row] = await db
    .select({ id: articles.id, slug: articles.slug, title: articles.title, status: articles.status })
    .from(articles)
    .where(eq(articles.slug, slug));
  // Articles that were never published must not be revealed.
  if (!row || (row.status !== "published" && row.status !== "withdrawn")) return undefined;
  const { id, title } = row;
  return {
    visible: row.status === "published",
    content: { articleId: id, commentId: null, address: `/articles/${row.slug}`, title, author: "", bodyHtml: "" },
  };
}
