import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { Frame } from "#app/(site)/frame.tsx";
import { OwnComment } from "#features/comments/components/own-comment.tsx";
import { loadComment, loadHolds } from "#features/comments/loaders.ts";
import { mayOpen } from "#features/comments/policy.ts";
import { commentAddress } from "#features/comments/rules.ts";
import { getViewer } from "#features/members/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";

export const instant = false;
export const metadata: Metadata = { robots: { index: false } };

export default async function CommentPage({ params }: PageProps<"/comments/[id]">) {
  const viewer = await getViewer();
  const comment = await loadComment((await params).id);
  if (!comment) notFound();
  if (!viewer || !mayOpen(viewer, comment))
    redirect(commentAddress(comment.article.slug, comment.thread, comment.id, comment.apart));
  const settings = await getSettings();
  return (
    <Frame>
      <OwnComment
        comment={comment}
        viewer={viewer}
        closeAfterDays={settings["comments.closeAfterDays"]}
        now={new Date()}
        holds={comment.status === "pending" ? await loadHolds(comment.id, settings) : []}
      />
    </Frame>
  );
}
