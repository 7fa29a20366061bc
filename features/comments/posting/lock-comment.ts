import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments } from "#db/schema.ts";

/**
 * Locks an article and its comment before a change of counts. The article comes first, as in a moderator's decision, to avoid deadlocks.
 */
export async function lockCommentWithArticle(tx: Executor, commentId: number) {
  await tx
    .select({ id: articles.id })
    .from(articles)
    .where(sql`articles.id = (select article_id from comments where comments.id = ${commentId})`)
    .for("update");
  const [comment] = await tx
    .select({
      memberId: comments.memberId,
      status: comments.status,
      createdAt: comments.createdAt,
      deletedAt: comments.deletedAt,
      articleId: articles.id,
      slug: articles.slug,
      policy: articles.commentPolicy,
      publishedAt: articles.publishedAt,
      closeAfterDays: articles.commentsCloseAfterDays,
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .where(eq(comments.id, commentId))
    .for("update");
  return comment;
}

/** Adds `step` to an article's count of visible comments. The caller holds the article's lock. */
export function adjustCommentCount(tx: Executor, articleId: number, step: number) {
  return tx
    .update(articles)
    .set({ commentCount: sql`${articles.commentCount} + ${step}` })
    .where(eq(articles.id, articleId));
}
