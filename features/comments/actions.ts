"use server";

import { redirect } from "next/navigation";
import type { Database } from "#db/client.ts";
import { isCalledByScript, memberAction, visitorAction } from "#features/auth/action-wrappers.ts";
import { requireOrSignInMember } from "#features/auth/sign-in/require-or-sign-in-member.ts";
import { acknowledgeWarning } from "#features/members/standing/mutations.ts";
import { retryWithMovedSlug } from "#features/redirects/queries.ts";
import { getSettings } from "#features/settings/cached.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { toCommentView } from "./comment-view.ts";
import type { PostResult } from "./components/post-result-note.tsx";
import { deleteComment, restoreComment } from "./posting/delete.ts";
import { editComment } from "./posting/edit.ts";
import { postComment as store } from "./posting/post.ts";
import { previewComment } from "./posting/preview.ts";
import { reactToComment } from "./posting/react.ts";
import { type CommentPreview, commentPath, commentRateLimits } from "./rules.ts";
import { commentChangeForm, commentForm, commentPreviewForm, commentReactionForm } from "./schema.ts";

/**
 * Posts a comment. A signed-out sender gets the form back with address and password fields and the text kept; sending it signs in and
 * posts. Without JavaScript the response redirects to the comment: in the article if it is visible, on its own page if it is pending.
 */
export const postCommentAction = visitorAction(
  { schema: commentForm, limit: commentRateLimits.postPerNetwork },
  async ({ db, input, network }): Promise<Result<PostResult | CommentPreview>> => {
    if (input.preview) return previewComment(input.body, `network ${network}`);
    const author = await requireOrSignInMember(db, { email: input.email, password: input.password, network });
    if (!author.ok) return author;
    if (!author.value.confirmed) return refused("member.unconfirmed");
    if (input.acknowledged !== undefined) return acknowledgeAndRefuse(db, author.value.id, input.acknowledged);
    const wait = await consumeRateLimit(commentRateLimits.post, String(author.value.id));
    if (wait > 0) return refused("form.tooFast", undefined, { seconds: wait });
    const settings = await getSettings();
    const posted = await retryWithMovedSlug(db, input.article, "comment.articleGone", (article) =>
      store(db, author.value, { ...input, article, warned: input.warned === "1" }, settings),
    );
    if (!posted.ok) return posted;
    const { id, status, slug, thread, hasSeparatePage, holdReason } = posted.value;
    const visible = status === "visible";
    const address = visible ? commentPath(slug, thread, id, hasSeparatePage) : `/comments/${id}`;
    if (!(await isCalledByScript())) redirect(address);
    return ok({
      id,
      visible,
      address,
      ...(holdReason && { holdReason }),
      ...(visible && { comment: toCommentView(posted.value) }),
    });
  },
);

/** Records that the warning was read and returns the text to its form: the author posts it with the other button. */
async function acknowledgeAndRefuse(db: Database, memberId: number, warning: number): Promise<Refusal> {
  await acknowledgeWarning(db, memberId, warning);
  return refused("moderation.warningRead");
}

/** Shows a text as it would be published. Called by scripts; without them the preview is a button of the form itself. */
export const previewCommentAction = visitorAction(
  { schema: commentPreviewForm, limit: commentRateLimits.preview },
  async ({ input, network }) => previewComment(input.body, `network ${network}`),
);

/** Changes the viewer's own comment, then shows it. */
export const editCommentAction = memberAction(
  { schema: commentChangeForm, limit: commentRateLimits.change },
  async ({ db, input, viewer }) => {
    if (input.preview) return previewComment(input.body ?? "", `member ${viewer.id}`);
    if (input.acknowledged !== undefined) return acknowledgeAndRefuse(db, viewer.id, input.acknowledged);
    const changed = await editComment(db, viewer, input.comment, input.body ?? "", input.warned === "1");
    if (!changed.ok) return changed;
    redirect(`/comments/${input.comment}?done=edit`);
  },
);

/** Deletes the viewer's comment, then shows its page, where the deletion can be undone. */
export const deleteCommentAction = memberAction(
  { schema: commentChangeForm, limit: commentRateLimits.change, excluded: true },
  async ({ db, input, viewer }) => {
    const deleted = await deleteComment(db, viewer.id, input.comment);
    if (!deleted.ok) return deleted;
    redirect(`/comments/${input.comment}`);
  },
);

/** Undoes the deletion while the text is kept. */
export const restoreCommentAction = memberAction(
  { schema: commentChangeForm, limit: commentRateLimits.change },
  async ({ db, input, viewer }) => {
    const restored = await restoreComment(db, viewer.id, input.comment);
    if (!restored.ok) return restored;
    redirect(`/comments/${input.comment}?done=restore`);
  },
);

/** Safe for any id that a client sends: it leads only to a comment's page. */
const commentAnchor = (form: FormData) => `comment-${Number(form.get("comment")) || 0}`;

/** Adds or withdraws the viewer's reaction to a comment. Without JavaScript the response redirects to the comment. */
export const reactAction = memberAction(
  { schema: commentReactionForm, limit: commentRateLimits.react, signedOut: "comment.signIn", anchor: commentAnchor },
  async ({ db, input, viewer }) => {
    const reacted = await reactToComment(
      db,
      viewer.id,
      input.comment,
      input.on === undefined ? undefined : input.on === "1",
    );
    if (!reacted.ok) return reacted;
    const { comment, on, count, slug, thread, hasSeparatePage } = reacted.value;
    if (!(await isCalledByScript())) redirect(commentPath(slug, thread, comment, hasSeparatePage));
    // The script updates the count itself, so the page that the reader has open need not be rendered again.
    return ok({ comment, on, count });
  },
);
