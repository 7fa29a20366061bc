import { and, eq, gt, sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { comments, deletedCommentTexts, members } from "#db/schema.ts";
import { listDecisionsOn } from "#features/decision-history/queries.ts";
import { reopenAfterAuthorRestore } from "#features/decision-history/reopen-dsa-notices.ts";
import { deriveField } from "#features/decision-history/rules.ts";
import { isSanctioned } from "#features/members/standing/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { commentErasureJob, rerankThreads } from "../jobs.ts";
import { adjustCommentCount, lockCommentWithArticle } from "../lock-comments.ts";
import { undoDeletionMinutes } from "../rules.ts";
import { lockAuthor } from "./screen-comment.ts";

interface CommentLocation {
  slug: string;
  articleId: number;
}

/**
 * Deletes an author's own comment: hides its text at once from readers, moderators and search. Keeps the text in a separate table for
 * `undoDeletionMinutes`, only for `restoreComment`, then erases it (`commentErasureJob`). Does nothing if the comment is already deleted.
 * Refused with `comment.notYours`.
 */
export async function deleteComment(
  tx: Executor,
  authorId: number,
  commentId: number,
): Promise<Result<CommentLocation>> {
  return tx.transaction(async (inner): Promise<Result<CommentLocation>> => {
    // Serialises with the deletion of the account: no text is kept of a comment whose author is gone.
    if (!(await lockAuthor(inner, authorId))) return refused("comment.notYours");
    const comment = await lockCommentWithArticle(inner, commentId);
    if (!comment || comment.memberId !== authorId) return refused("comment.notYours");
    const { articleId, slug } = comment;
    if (comment.deletedAt) return ok({ slug, articleId });
    const eraseAt = new Date(Date.now() + undoDeletionMinutes * 60_000);
    await inner.execute(sql`
      insert into ${deletedCommentTexts} (comment_id, status, body_source, body_html, erase_at)
      select id, status, body_source, body_html, ${eraseAt.toISOString()}::timestamptz from ${comments} where id = ${commentId}`);
    await enqueue(inner, commentErasureJob, { comment: commentId }, { at: eraseAt });
    await inner
      .update(comments)
      .set({
        status: "removed",
        bodySource: "",
        bodyHtml: "",
        deletedAt: sql`now()`,
        version: sql`${comments.version} + 1`,
      })
      .where(eq(comments.id, commentId));
    if (comment.status === "visible") {
      await adjustCommentCount(inner, articleId, -1);
      await rerankThreads(inner, [articleId]);
    }
    await invalidateTags(inner, commentCacheTags.allViews({ id: articleId, slug }, authorId));
    return ok({ slug, articleId });
  });
}

/**
 * Undoes an author's deletion of their own comment while its text is kept. The comment gets the status that its decisions now give it. Does
 * nothing if it is not deleted. Refused with `comment.notYours`, `comment.erased`, or `member.forbidden` for banned or suspended members.
 */
export async function restoreComment(
  tx: Executor,
  authorId: number,
  commentId: number,
): Promise<Result<CommentLocation>> {
  return tx.transaction(async (inner): Promise<Result<CommentLocation>> => {
    // Serialises with a ban that removes all comments, as posting does.
    if (!(await lockAuthor(inner, authorId))) return refused("comment.notYours");
    const comment = await lockCommentWithArticle(inner, commentId);
    if (!comment || comment.memberId !== authorId) return refused("comment.notYours");
    const { articleId, slug } = comment;
    if (!comment.deletedAt) return ok({ slug, articleId });
    const [excluded] = await inner
      .select({ id: members.id })
      .from(members)
      .where(and(eq(members.id, authorId), isSanctioned(members.id)));
    if (excluded) return refused("member.forbidden");
    const [storedText] = await inner
      .delete(deletedCommentTexts)
      .where(and(eq(deletedCommentTexts.commentId, commentId), gt(deletedCommentTexts.eraseAt, sql`now()`)))
      .returning();
    if (!storedText) return refused("comment.erased", undefined, { minutes: undoDeletionMinutes });
    const { bodySource, bodyHtml } = storedText;
    // A decision may have been undone, on appeal, while the comment was deleted.
    const status = deriveField(await listDecisionsOn(inner, "comment", commentId), "status") ?? storedText.status;
    await inner
      .update(comments)
      .set({ status, bodySource, bodyHtml, deletedAt: null, version: sql`${comments.version} + 1` })
      .where(eq(comments.id, commentId));
    if (status === "visible") {
      await adjustCommentCount(inner, articleId, 1);
      await rerankThreads(inner, [articleId]);
    }
    await reopenAfterAuthorRestore(inner, commentId, comment.deletedAt);
    await invalidateTags(inner, commentCacheTags.allViews({ id: articleId, slug }, authorId));
    return ok({ slug, articleId });
  });
}
