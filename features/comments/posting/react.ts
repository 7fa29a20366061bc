import { and, eq } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, commentReactions, comments } from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { minRankingIntervalSeconds, threadRankingJob } from "../jobs.ts";
import { hasSeparatePage } from "../queries.ts";

interface ReactionResult {
  comment: number;
  on: boolean;
  count: number;
  /** The comment's article. */
  articleId: number;
  slug: string;
  thread: number;
  hasSeparatePage: boolean;
}

/**
 * Adds or withdraws a member's reaction to a comment (`on` undefined: toggles it). Changes the count in the same transaction and schedules
 * the ranking of the threads. Refused with `comment.gone` (not visible) or `comment.own`.
 */
export async function reactToComment(
  tx: Executor,
  memberId: number,
  commentId: number,
  on?: boolean,
): Promise<Result<ReactionResult>> {
  return tx.transaction(async (inner): Promise<Result<ReactionResult>> => {
    const ownReaction = and(eq(commentReactions.commentId, commentId), eq(commentReactions.memberId, memberId));
    const locked = inner
      .select({
        memberId: comments.memberId,
        status: comments.status,
        count: comments.reactionCount,
        location: { articleId: articles.id, slug: articles.slug, thread: comments.thread, hasSeparatePage },
      })
      .from(comments)
      .innerJoin(articles, eq(articles.id, comments.articleId))
      .where(and(eq(comments.id, commentId), hasReaders))
      .for("no key update", { of: comments })
      .execute();
    // Sent after the lock: the second of two clicks sees the effect of the first.
    const own = inner.select({ at: commentReactions.createdAt }).from(commentReactions).where(ownReaction).execute();
    const [[comment], [existing]] = await Promise.all([locked, own]);
    if (comment?.status !== "visible") return refused("comment.gone");
    if (comment.memberId === memberId) return refused("comment.own");
    const isOn = on ?? !existing;
    const changed = isOn !== Boolean(existing);
    const count = comment.count + (changed ? (isOn ? 1 : -1) : 0);
    if (changed) {
      await Promise.all([
        isOn
          ? inner.insert(commentReactions).values({ commentId, memberId })
          : inner.delete(commentReactions).where(ownReaction),
        inner.update(comments).set({ reactionCount: count }).where(eq(comments.id, commentId)),
      ]);
    }
    const { location } = comment;
    if (changed) {
      const tags = [commentCacheTags.article(location.articleId)];
      if (comment.memberId) tags.push(commentCacheTags.member(comment.memberId));
      // A reaction to a reply also counts as a trial of the first comments.
      const debounce = { key: String(location.articleId), seconds: minRankingIntervalSeconds };
      await enqueue(inner, threadRankingJob, { article: location.articleId }, debounce);
      await invalidateTags(inner, tags, "soon");
    }
    return ok({ comment: commentId, on: isOn, count, ...location });
  });
}
