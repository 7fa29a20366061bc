import { eq, sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { comments } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { parseCommentInWorker } from "#features/screening/comment-text.ts";
import { recordHold, saveScreening } from "#features/screening/mutations.ts";
import { readScreeningEvidence } from "#features/screening/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { rerankThreads } from "../jobs.ts";
import { adjustCommentCount, lockCommentWithArticle } from "../lock-comments.ts";
import { notifyOfComments } from "../notify.ts";
import { editMinutes, isEditable } from "../rules.ts";
import { lockAuthor, screenPostedComment, toScreenedComment } from "./screen-comment.ts";

/**
 * Changes the text of the author's own comment within `editMinutes` of posting; readers see that it was edited. An edit is screened like a
 * new text and becomes pending if that would, except that the newcomer phase does not apply to a comment that was visible before, and a
 * closed thread still accepts edits.
 * Refused with `form.invalid` (field `body`), `comment.notYours`, `comment.tooLate`, or as `postComment` by a screening phase.
 */
export async function editComment(
  tx: Executor,
  author: { id: number; role: Role },
  commentId: number,
  body: string,
  warned = false,
): Promise<Result<{ status: string }>> {
  const text = await parseCommentInWorker(body, `member ${author.id}`);
  if (!text.ok) return text;
  return tx.transaction(async (inner): Promise<Result<{ status: string }>> => {
    if (!(await lockAuthor(inner, author.id))) return refused("comment.notYours");
    const locked = await lockCommentWithArticle(inner, commentId);
    if (!locked || locked.memberId !== author.id || locked.deletedAt) return refused("comment.notYours");
    if (!isEditable(locked.createdAt, new Date()))
      return refused("comment.tooLate", undefined, { minutes: editMinutes });
    const settings = await readSettings(inner);
    const comment = toScreenedComment(text.value);
    const now = new Date();
    const wasVisible = locked.status === "visible";
    const edit = { id: commentId, wasVisible };
    const evidence = await readScreeningEvidence(inner, comment, { author, settings, now, edit });
    const screened = await screenPostedComment(inner, author.id, comment, evidence, { article: locked, warned });
    if (!screened.ok) return screened;
    const { verdicts } = screened.value;
    const hides = wasVisible && screened.value.status === "pending";
    const status = hides ? ("pending" as const) : locked.status;
    await inner
      .update(comments)
      .set({
        bodySource: text.value.source,
        bodyHtml: text.value.html,
        status,
        editedAt: sql`now()`,
        version: sql`${comments.version} + 1`,
      })
      .where(eq(comments.id, commentId));
    await saveScreening(inner, { id: commentId, edited: true }, comment, { verdicts, settings, now });
    if (hides) {
      await recordHold(
        inner,
        { id: commentId, articleId: locked.articleId, memberId: author.id, was: "visible" },
        verdicts,
      );
      await adjustCommentCount(inner, locked.articleId, -1);
      await rerankThreads(inner, [locked.articleId]);
    }
    // Notifies the members whom the edit mentions; those notified before are not notified again.
    if (status === "visible") await notifyOfComments(inner, { id: commentId, mentions: text.value.mentions });
    await invalidateTags(
      inner,
      commentCacheTags.allViews({ id: locked.articleId, slug: locked.slug }, locked.memberId),
    );
    return ok({ status });
  });
}
