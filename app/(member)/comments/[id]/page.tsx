import "#features/moderation/statements/components/statements.css";
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { getViewer } from "#features/auth/loaders.ts";
import { CommentDetail } from "#features/comments/components/comment-detail.tsx";
import { GoneComment } from "#features/comments/components/gone-comment.tsx";
import { ReplyPage } from "#features/comments/components/reply-page.tsx";
import { loadComment, loadHoldMessages, loadParent, loadUndoDeadline } from "#features/comments/loaders.ts";
import { isCommentAuthor, mayOpenComment } from "#features/comments/policy.ts";
import { commentPath } from "#features/comments/rules.ts";
import { mayModerate } from "#features/members/standing/policy.ts";
import { queueHref } from "#features/moderation/queue/tabs/rules.ts";
import { CommentStatement } from "#features/moderation/statements/components/comment-statement.tsx";
import { loadCommentStatement } from "#features/moderation/statements/loaders.ts";
import { ReportSection } from "#features/reports/components/report-section.tsx";
import { ReportedComment } from "#features/reports/components/reported-comment.tsx";
import { hasReported } from "#features/reports/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { loadViewerWelcome } from "#features/viewer-data/welcome/loaders.ts";

export const metadata: Metadata = { robots: { index: false } };

export default async function CommentPage({ params, searchParams }: PageProps<"/comments/[id]">) {
  const viewer = await getViewer();
  const comment = await loadComment((await params).id);
  if (!comment) notFound();
  const settings = await getSettings();
  const now = new Date();
  const { done, ask, reply, context } = await searchParams;
  const closeAfterDays = settings["comments.closeAfterDays"];
  const path = commentPath(comment.article.slug, comment.thread, comment.id, comment.hasSeparatePage);
  // A notification: the comment may have moved to another page since, or be gone.
  if (context !== undefined && comment.status === "visible") redirect(path);
  // "Répondre" leads here without its script; all other links lead to the discussion.
  const answers = reply !== undefined && comment.article.isShown;
  if (answers && (!viewer || (comment.status !== "visible" && !isCommentAuthor(viewer, comment))))
    return (
      <SiteFrame viewer={viewer}>
        <ReplyPage comment={comment} parent={await loadParent(comment)} closeAfterDays={closeAfterDays} now={now} />
      </SiteFrame>
    );
  if (!viewer || !mayOpenComment(viewer, comment)) {
    // A member who reported a comment that is now hidden, perhaps by that report, sees this; everyone else is
    // redirected.
    if (viewer && (await hasReported(comment.id, viewer.id)))
      return (
        <SiteFrame viewer={viewer}>
          <ReportedComment article={comment.article} />
        </SiteFrame>
      );
    if (context === undefined || !comment.article.isShown) redirect(path);
    return (
      <SiteFrame viewer={viewer}>
        <GoneComment comment={comment} parent={await loadParent(comment)} />
      </SiteFrame>
    );
  }
  const decided =
    isCommentAuthor(viewer, comment) && !comment.deletedAt
      ? await loadCommentStatement(viewer.id, comment.id)
      : undefined;
  return (
    <SiteFrame viewer={viewer}>
      <CommentDetail
        comment={comment}
        viewer={viewer}
        parent={await loadParent(comment)}
        closeAfterDays={closeAfterDays}
        now={now}
        done={done === "edit" || done === "restore" ? done : undefined}
        asksDeletion={ask === "delete"}
        undoUntil={
          comment.deletedAt && isCommentAuthor(viewer, comment) ? await loadUndoDeadline(comment.id) : undefined
        }
        holdReasons={comment.status === "pending" ? await loadHoldMessages(comment.id, settings) : []}
        welcome={
          comment.status === "pending" && isCommentAuthor(viewer, comment) ? await loadViewerWelcome(viewer) : undefined
        }
        moderationHref={mayModerate(viewer) ? queueHref({ comment: comment.id }) : undefined}
        reportForm={<ReportSection id={comment.id} />}
        decided={decided && <CommentStatement statement={decided} settings={settings} now={now} />}
      />
    </SiteFrame>
  );
}
