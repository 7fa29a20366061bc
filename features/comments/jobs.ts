import { and, eq, gt, gte, inArray, isNull, lt, lte, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { toIntegerArray } from "#db/id-array.ts";
import { invalidateTags } from "#db/invalidation.ts";
import {
  articleDrafts,
  articles,
  commentReactions,
  commentSubmissions,
  comments,
  deletedCommentTexts,
  threadRanks,
} from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { enqueueDebounced, type JobDefinition } from "#lib/jobs.ts";
import { rankThreads } from "./rules.ts";

/** Ranks an article's threads for the "best" order after reactions, debounced (docs/architecture.md). */
export const threadRankingJob: JobDefinition<{ article: number }> = {
  name: "thread-ranking",
  payload: z.object({ article: z.number() }),
};

/** Erases the texts of deleted comments once their authors can no longer undo the deletion. */
export const commentErasureJob: JobDefinition<{ comment: number }> = {
  name: "comment-erasure",
  payload: z.object({ comment: z.number() }),
};

/** Erases all texts that are due, even if their jobs were lost. */
export async function eraseDeletedComments(db: Executor): Promise<void> {
  await db.delete(deletedCommentTexts).where(lte(deletedCommentTexts.eraseAt, sql`now()`));
}

/** How long the key of a posted comment is kept (days): as long as a browser keeps a comment that was not sent. */
export const submissionDays = 30;
const submissionBatch = 2_000;

/** Deletes the keys of comments posted long ago. The oldest comments come first, so that no run reads the whole table. */
export async function deleteOldSubmissions(db: Executor): Promise<void> {
  for (;;) {
    const deleted = await db.execute(sql`
      delete from ${commentSubmissions} as s using (
        select member_id, key, created_at from ${commentSubmissions} order by comment_id limit ${submissionBatch}::int) as oldest
      where s.member_id = oldest.member_id and s.key = oldest.key
        and oldest.created_at < now() - make_interval(days => ${submissionDays}::int) returning s.comment_id`);
    if (deleted.length < submissionBatch) return;
  }
}

/** The shortest time between two rankings of an article (seconds): ranking a long discussion rewrites thousands of rows. */
export const minRankingIntervalSeconds = 15;

/** Schedules a new ranking for articles that lost comments or reactions, if they have a "best" order. */
export async function rerankThreads(tx: Executor, articleIds: number[]): Promise<void> {
  if (articleIds.length === 0) return;
  const ranked = await tx
    .selectDistinct({ article: threadRanks.articleId })
    .from(threadRanks)
    .where(inArray(threadRanks.articleId, articleIds));
  await scheduleThreadRanking(
    tx,
    ranked.map(({ article }) => article),
  );
}

/** Schedules a ranking for articles that may get their first "best" order from comments that reappeared. */
export async function scheduleThreadRanking(tx: Executor, articleIds: number[]): Promise<void> {
  // Locks in one order, so that two transactions that rank the same articles cannot deadlock.
  const sortedIds = [...new Set(articleIds)].sort((a, b) => a - b);
  const jobs = sortedIds.map((article) => ({ key: String(article), data: { article } }));
  await enqueueDebounced(tx, threadRankingJob, jobs, minRankingIntervalSeconds);
}

/**
 * Stores the "best" order of an article's threads (`rankThreads`). Writes only ranks that changed, and invalidates the pages in that order
 * only if any did.
 */
export async function storeThreadRanks(db: Executor, articleId: number): Promise<void> {
  await db.transaction(async (tx) => {
    // One ranking at a time per article; the article's own row stays unlocked for posting.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('thread-ranking'), ${articleId}::int)`);
    const firstComments = await tx
      .select({ thread: comments.thread, at: comments.createdAt, reactions: comments.reactionCount })
      .from(comments)
      .where(
        and(
          eq(comments.articleId, articleId),
          eq(comments.status, "visible"),
          eq(comments.depth, 0),
          gt(comments.reactionCount, 0),
        ),
      );
    const reactors = await tx
      .select({ last: sql<Date>`max(${commentReactions.createdAt})`.mapWith(commentReactions.createdAt) })
      .from(commentReactions)
      .innerJoin(comments, eq(comments.id, commentReactions.commentId))
      .where(eq(comments.articleId, articleId))
      .groupBy(commentReactions.memberId);
    const order = rankThreads(
      firstComments.map((first) => ({ ...first, at: first.at.getTime() })),
      reactors.map(({ last }) => last.getTime()),
    );
    const written = await tx.execute(sql`
      insert into ${threadRanks} (article_id, rank, thread)
      select ${articleId}, ranked.rank, ranked.thread
      from unnest(${toIntegerArray(order)}) with ordinality as ranked (thread, rank)
      on conflict (article_id, rank) do update set thread = excluded.thread where ${threadRanks.thread} <> excluded.thread
      returning 1`);
    const dropped = await tx
      .delete(threadRanks)
      .where(and(eq(threadRanks.articleId, articleId), gt(threadRanks.rank, order.length)))
      .returning({ rank: threadRanks.rank });
    if (written.length + dropped.length > 0) await invalidateTags(tx, [commentCacheTags.ranks(articleId)], "update");
  });
}

/**
 * Invalidates the pages of articles whose discussions closed by age within the last `hours` (`comments.closeAfterDays`): age alone changes
 * no row. Returns the number of articles.
 */
export async function invalidateClosedByAge(db: Executor, hours: number): Promise<number> {
  const days = (await readSettings(db))["comments.closeAfterDays"];
  const articleDays = articles.commentsCloseAfterDays;
  const hasJustClosed = (age: SQL) => {
    const closingTime = sql`now() - make_interval(days => ${age})`;
    return and(
      eq(articles.status, "published"),
      lt(articles.publishedAt, closingTime),
      gte(articles.publishedAt, sql`${closingTime} - make_interval(hours => ${hours}::int)`),
    );
  };
  const bySetting =
    days === 0
      ? []
      : await db
          .select({ id: articles.id })
          .from(articles)
          .where(and(hasJustClosed(sql`${days}::int`), isNull(articleDays)));
  // Only the newsroom sets an article's own number of days: its drafts lead to those articles without a scan of all.
  const withOwnDays = await db
    .select({ id: articles.id })
    .from(articleDrafts)
    .innerJoin(articles, eq(articles.id, articleDrafts.articleId))
    .where(and(gt(articleDays, 0), hasJustClosed(sql`${articleDays}`)));
  const closed = [...bySetting, ...withOwnDays];
  await invalidateTags(
    db,
    closed.map(({ id }) => commentCacheTags.article(id)),
    "update",
  );
  return closed.length;
}
