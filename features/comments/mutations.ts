import { and, eq, sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { invalidateTags } from "#db/invalidation.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import { articles, comments } from "#db/schema.ts";
import { maxCommentsPerThread, maxReplyDepth } from "./rules.ts";

export interface NewComment {
  /** The caller's key for the comment, by which others of the batch refer to it as their parent. */
  key: string;
  /** A key of the same batch, or a stored comment's id. An unknown parent makes the comment the root of a thread. */
  parent?: { key: string } | { id: number } | null;
  memberId?: number | null;
  /** The name shown for a comment without a member. */
  authorName?: string;
  status: CommentStatus;
  bodySource: string;
  /** Allowlisted HTML made by lib/html. */
  bodyHtml: string;
  createdAt: Date;
}

/**
 * Adds comments to an article in the order of their dates, in one transaction: numbers the threads, sets the depth of replies and updates
 * the article's count. Replies may come before their parents in the batch; a loop of replies is broken at its oldest comment. Returns the
 * id of each key.
 */
export async function addComments(tx: Executor, articleId: number, batch: NewComment[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  if (batch.length === 0) return ids;
  await tx.transaction(async (inner) => {
    // The lock on the article's row protects the thread numbers.
    const [article] = await inner
      .select({ slug: articles.slug })
      .from(articles)
      .where(eq(articles.id, articleId))
      .for("update");
    if (!article) throw new Error(`There is no article ${articleId} to comment on.`);
    const [last] = await inner
      .select({ thread: sql<number>`coalesce(max(${comments.thread}), 0)::int` })
      .from(comments)
      .where(eq(comments.articleId, articleId));
    let thread = last?.thread ?? 0;
    const storedByKey = new Map<string, { id: number; thread: number; depth: number }>();
    const known = await findParents(inner, articleId, batch);
    for (const wave of sortIntoWaves(batch)) {
      const rows = wave.map((comment) => {
        const parent =
          comment.parent && "key" in comment.parent
            ? storedByKey.get(comment.parent.key)
            : comment.parent && known.get(comment.parent.id);
        if (!parent) thread += 1;
        return {
          articleId,
          parentId: parent?.id ?? null,
          thread: parent?.thread ?? thread,
          depth: parent ? Math.min(parent.depth + 1, 32_767) : 0,
          memberId: comment.memberId ?? null,
          authorName: comment.authorName ?? "",
          status: comment.status,
          bodySource: comment.bodySource,
          bodyHtml: comment.bodyHtml,
          createdAt: comment.createdAt,
        };
      });
      for (let start = 0; start < rows.length; start += 1000) {
        const stored = await inner
          .insert(comments)
          .values(rows.slice(start, start + 1000))
          .returning({ id: comments.id, thread: comments.thread, depth: comments.depth });
        for (const [offset, row] of stored.entries()) {
          const comment = wave[start + offset];
          if (comment) storedByKey.set(comment.key, row);
        }
      }
    }
    for (const [key, row] of storedByKey) ids.set(key, row.id);
    const visibleCount = batch.filter((comment) => comment.status === "visible").length;
    // Under the lock adding is exact, so a discussion of 50,000 is not counted again for each comment.
    await inner
      .update(articles)
      .set({ commentCount: sql`${articles.commentCount} + ${visibleCount}` })
      .where(eq(articles.id, articleId));
    const writers = batch.map(({ memberId }) => memberId);
    // Nothing visible disappears: the invalidation may be batched.
    await invalidateTags(inner, commentCacheTags.allViews({ id: articleId, slug: article.slug }, ...writers), "soon");
  });
  return ids;
}

/**
 * Adds a comment that a member posted, with its idempotency key, and counts it (drizzle/functions/posted-comments.sql).
 * Locks the article's row until the transaction ends, so call it when everything else is known. Resolves to undefined if
 * the article is no longer published or the parent no longer visible.
 */
export async function addPostedComment(
  tx: Executor,
  articleId: number,
  comment: Pick<typeof comments.$inferInsert, "status" | "bodySource" | "bodyHtml"> & {
    memberId: number;
    parentId: number | null;
    createdAt: Date;
    key: string;
  },
): Promise<{ id: number; thread: number; hasSeparatePage: boolean; parentId: number | null } | undefined> {
  const { memberId, parentId, status, bodySource, bodyHtml, createdAt, key } = comment;
  const [row] = await tx.execute<{ id: string; thread: number; separate: boolean }>(sql`
    select * from add_posted_comment(
      ${articleId}, ${parentId}, ${memberId}, ${key}, ${status}, ${bodySource}, ${bodyHtml},
      ${createdAt.toISOString()}, ${maxReplyDepth}, ${maxCommentsPerThread})`);
  return row && { id: Number(row.id), thread: row.thread, hasSeparatePage: row.separate, parentId };
}

/** Recounts the visible comments of the given articles. */
export async function recountComments(tx: Executor, articleIds: number[]): Promise<void> {
  if (articleIds.length === 0) return;
  await tx.execute(sql`
    update ${articles} set comment_count = (
      select count(*)::int from ${comments} as c where c.article_id = ${articles.id} and c.status = 'visible'
    ) where ${articles.id} = any(${toIdArray(articleIds)})`);
}

/**
 * Returns the batch in waves: comments whose parent is not in a later wave, each wave by date. The time
 * grows with the number of comments, not with the depth of their replies.
 */
function sortIntoWaves(batch: NewComment[]): NewComment[][] {
  const byDate = [...batch].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  const places = new Map(byDate.map((comment, place) => [comment, place]));
  const inBatch = new Set(batch.map((comment) => comment.key));
  const replies = new Map<string, NewComment[]>();
  const roots: NewComment[] = [];
  for (const comment of byDate) {
    const parent = comment.parent && "key" in comment.parent ? comment.parent.key : undefined;
    const siblings = parent === undefined || !inBatch.has(parent) ? roots : (replies.get(parent) ?? []);
    siblings.push(comment);
    if (parent !== undefined && siblings !== roots) replies.set(parent, siblings);
  }
  const done = new Set<NewComment>();
  const waves: NewComment[][] = [];
  let oldest = 0;
  for (let wave = roots; ; ) {
    for (; wave.length === 0; oldest += 1) {
      const comment = byDate[oldest];
      if (!comment) return waves;
      // Only loops remain: the oldest comment becomes a root.
      if (!done.has(comment)) wave = [comment];
    }
    waves.push(wave);
    for (const comment of wave) done.add(comment);
    const next = wave.flatMap(({ key }) => {
      const taken = replies.get(key) ?? [];
      replies.delete(key);
      return taken.filter((reply) => !done.has(reply));
    });
    wave = next.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  }
}

async function findParents(tx: Executor, articleId: number, batch: NewComment[]) {
  const parents = batch.flatMap((comment) => (comment.parent && "id" in comment.parent ? [comment.parent.id] : []));
  if (parents.length === 0) return new Map<number, { id: number; thread: number; depth: number }>();
  const rows = await tx
    .select({ id: comments.id, thread: comments.thread, depth: comments.depth })
    .from(comments)
    .where(and(eq(comments.articleId, articleId), sql`${comments.id} = any(${toIdArray(parents)})`));
  return new Map(rows.map((row) => [row.id, row]));
}
