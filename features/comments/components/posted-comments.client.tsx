"use client";

import { Children, type ReactNode } from "react";
import { renderCompact } from "#lib/prose/render-compact.ts";
import type { CommentView } from "../comment-view.ts";
import { CommentButtons } from "./comment-buttons.client.tsx";
import { useCommentForms } from "./comment-forms.client.tsx";
import { CommentLayout } from "./comment-layout.tsx";

/** The replies to a comment: those of the page, then the viewer's own that the page does not have yet. Nothing without any. */
export function ReplyList({ comment, open, children }: { comment: number; open: boolean; children?: ReactNode }) {
  const own = useCommentForms().fresh.filter(({ parentId }) => parentId === comment);
  if (Children.count(children) + own.length === 0) return null;
  return (
    <ol className="replies">
      {children}
      {own.map((reply) => (
        <PostedComment key={`own-${reply.id}`} comment={reply} open={open} />
      ))}
    </ol>
  );
}

interface ThreadListProps {
  /** Where this page shows new threads: before its own, or after them up to this thread; null if another page shows them. */
  place: "before" | { upTo: number } | null;
  open: boolean;
  /** Shown instead of an empty list. */
  empty: ReactNode;
  children?: ReactNode;
}

/** The threads of the page, with those that the viewer has started since it was rendered. */
export function ThreadList({ place, open, empty, children }: ThreadListProps) {
  const fresh = useCommentForms().fresh.filter(
    ({ parentId, thread }) => parentId === null && place !== null && (place === "before" || thread <= place.upTo),
  );
  if (Children.count(children) + fresh.length === 0) return empty;
  const own = fresh.map((comment) => <PostedComment key={`own-${comment.id}`} comment={comment} open={open} />);
  return (
    <ol className="threads">
      {place === "before" && own.toReversed()}
      {children}
      {place !== "before" && own}
    </ol>
  );
}

/** The heading of a discussion: its number of comments, with the viewer's own that the page does not have yet. */
export function CommentCount({ count, labels }: { count: number; labels: { now: string; one: string; many: string } }) {
  const { fresh } = useCommentForms();
  if (fresh.length === 0) return labels.now;
  const total = count + fresh.length;
  const figure = () => total.toLocaleString(document.documentElement.lang);
  return total === 1 ? labels.one : labels.many.replace("{count}", figure());
}

function PostedComment({ comment, open }: { comment: CommentView; open: boolean }) {
  const { labels } = useCommentForms();
  const { id, avatar, profile, byAuthor, address, date, body } = comment;
  const name = comment.name || labels.anonymous;
  return (
    <li>
      <article id={`comment-${id}`} className="h-cite comment">
        <CommentLayout
          name={name}
          avatar={avatar}
          profile={profile}
          byAuthor={byAuthor ? labels.byAuthor : undefined}
          permalink={{ href: address, title: labels.permalink }}
          date={
            <time className="dt-published" dateTime={date.iso}>
              {date.text}
            </time>
          }
          body={renderCompact(body)}
        >
          <CommentButtons comment={id} name={name} reactions={0} open={open} />
        </CommentLayout>
      </article>
      <ReplyList comment={id} open={open} />
    </li>
  );
}
