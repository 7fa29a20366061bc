import { eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments } from "#db/schema.ts";

/**
 * Locks articles in the order that all transactions use.
 * @param ids a list or a subselect
 */
export function lockArticles(tx: Executor, ids: SQL) {
  return tx
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(sql`${articles.id} in (${ids})`)
    .orderBy(articles.id)
    .for("no key update");
}

export type LockedComment = Awaited<ReturnType<typeof lockComments>>[number];

/**
 * Locks comments and their articles: the articles first, as posting does, each kind in the order of its ids. Uses two statements for any
 * number of comments; omits comments that no longer exist.
 */
export async function lockComments(tx: Executor, ids: number[]) {
  if (ids.length === 0) return [];
  const condition = inArray(comments.id, ids);
  const lockedArticles = await lockArticles(tx, sql`select ${comments.articleId} from ${comments} where ${condition}`);
  const slugs = new Map(lockedArticles.map(({ id, slug }) => [id, slug]));
  const rows = await tx
    .select({
      id: comments.id,
      articleId: comments.articleId,
      memberId: comments.memberId,
      status: comments.status,
      featuredAt: comments.featuredAt,
      version: comments.version,
      thread: comments.thread,
      reactions: comments.reactionCount,
      editedAt: comments.editedAt,
      deletedAt: comments.deletedAt,
    })
    .from(comments)
    .where(condition)
    .orderBy(comments.id)
    .for("no key update");
  return rows.flatMap((row) => {
    const slug = slugs.get(row.articleId);
    return slug === undefined ? [] : [{ ...row, slug }];
  });
}

/** Locks one comment and its article; undefined if it no longer exists. */
export async function lockComment(tx: Executor, id: number): Promise<LockedComment | undefined> {
  return (await lockComments(tx, [id]))[0];
}

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
