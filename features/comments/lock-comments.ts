import { inArray, type SQL, sql } from "drizzle-orm";
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
  const held = await lockArticles(tx, sql`select ${comments.articleId} from ${comments} where ${condition}`);
  const slugs = new Map(held.map(({ id, slug }) => [id, slug]));
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
