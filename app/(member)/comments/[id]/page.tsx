import "../../../decisions.css";
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { Frame } from "#app/(site)/frame.tsx";
import { OwnComment } from "#features/comments/components/own-comment.tsx";
import { ReplyPage } from "#features/comments/components/reply-page.tsx";
import { loadComment, loadDeletionUndo, loadHolds, loadParent } from "#features/comments/loaders.ts";
import { isAuthor, mayOpen } from "#features/comments/policy.ts";
import { commentAddress } from "#features/comments/rules.ts";
import { getViewer } from "#features/members/loaders.ts";
import { DecidedComment } from "#features/moderation/statements/components/decided-comment.tsx";
import { loadStatementOn } from "#features/moderation/statements/loaders.ts";
import { ReportedComment } from "#features/reports/components/reported-comment.tsx";
import { hasReported } from "#features/reports/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";

export const instant = false;
export const metadata: Metadata = { robots: { index: false } };

export default async function CommentPage({ params, searchParams }: PageProps<"/comments/[id]">) {
  const viewer = await getViewer();
  const comment = await loadComment((await params).id);
  if (!comment) notFound();
  const settings = await getSettings();
  const now = new Date();
  const { done, ask, reply } = await searchParams;
  const closeAfterDays = settings["comments.closeAfterDays"];
  // "Répondre" leads here without its script; all other links lead to the discussion.
  const answers = reply !== undefined && comment.article.status === "published";
  if (answers && (!viewer || (comment.status !== "visible" && !isAuthor(viewer, comment))))
    return (
      <Frame viewer={viewer}>
        <ReplyPage comment={comment} parent={await loadParent(comment)} closeAfterDays={closeAfterDays} now={now} />
      </Frame>
    );
  if (!viewer || !mayOpen(viewer, comment)) {
    // Whoever reported what is hidden since, by their own report perhaps, is told so; everybody else is sent on.
    if (viewer && (await hasReported(comment.id, viewer.id)))
      return (
        <Frame viewer={viewer}>
          <ReportedComment article={comment.article} />
        </Frame>
      );
    redirect(commentAddress(comment.article.slug, comment.thread, comment.id, comment.apart));
  }
  const decided =
    isAuthor(viewer, comment) && !comment.deletedAt ? await loadStatementOn(viewer.id, comment.id) : undefined;
  return (
    <Frame viewer={viewer}>
      <OwnComment
        comment={comment}
        viewer={viewer}
        parent={await loadParent(comment)}
        closeAfterDays={closeAfterDays}
        now={now}
        done={done === "edit" || done === "restore" ? done : undefined}
        asksDeletion={ask === "delete"}
        undoUntil={comment.deletedAt && isAuthor(viewer, comment) ? await loadDeletionUndo(comment.id) : undefined}
        holds={comment.status === "pending" ? await loadHolds(comment.id, settings) : []}
        decided={decided && <DecidedComment statement={decided} settings={settings} now={now} />}
      />
    </Frame>
  );
}
