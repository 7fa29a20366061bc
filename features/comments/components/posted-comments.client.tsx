"use client";

import { Children, type ReactNode } from "react";
import { renderCompact } from "#lib/prose/render-compact.ts";
import type { CommentView } from "../comment-view.ts";
import { CommentButtons } from "./comment-buttons.client.tsx";
import { useCommentForms } from "./comment-forms.client.tsx";
import { CommentLayout, commentBadge } from "./comment-layout.tsx";
import { ThreadFold } from "./thread-fold.client.tsx";

interface ReplyListProps {
  comment: number;
  /** The author of the comment. */
  name: string;
  /** How many replies the page has, at any depth. */
  count: number;
  open: boolean;
  children?: ReactNode;
}

/** The replies to a comment: those of the page, then those that the viewer has just posted. Renders nothing without any. */
export function ReplyList({ comment, name, count, open, children }: ReplyListProps) {
  const posted = useCommentForms().justPosted.filter(({ parentId }) => parentId === comment);
  if (Children.toArray(children).length + posted.length === 0) return null;
  return (
    <ThreadFold name={name} count={count + posted.length}>
      <ol className="replies">
        {children}
        {posted.map((reply) => (
          <PostedComment key={`posted-${reply.id}`} comment={reply} open={open} />
        ))}
      </ol>
    </ThreadFold>
  );
}

interface ThreadListProps {
  /** Where this page shows new threads: before its own, or after them up to this number; null if another page does. */
  place: "before" | { upTo: number } | null;
  open: boolean;
  /** Shown instead of an empty list. */
  empty: ReactNode;
  children?: ReactNode;
}

/** The threads of the page, with those that the viewer has just started. */
export function ThreadList({ place, open, empty, children }: ThreadListProps) {
  const started = useCommentForms().justPosted.filter(
    ({ parentId, thread }) => parentId === null && place !== null && (place === "before" || thread <= place.upTo),
  );
  if (Children.count(children) + started.length === 0) return empty;
  const posted = started.map((comment) => <PostedComment key={`posted-${comment.id}`} comment={comment} open={open} />);
  return (
    <ol className="threads">
      {place === "before" && posted.toReversed()}
      {children}
      {place !== "before" && posted}
    </ol>
  );
}

/** The heading of a discussion: its number of comments, including those that the viewer has just posted. */
export function CommentCount({ count, labels }: { count: number; labels: { now: string; one: string; many: string } }) {
  const { justPosted } = useCommentForms();
  if (justPosted.length === 0) return labels.now;
  const total = count + justPosted.length;
  const figure = () => total.toLocaleString(document.documentElement.lang);
  return total === 1 ? labels.one : labels.many.replace("{count}", figure());
}

function PostedComment({ comment, open }: { comment: CommentView; open: boolean }) {
  const { labels } = useCommentForms();
  const { id, avatar, profile, address, date, body } = comment;
  const name = comment.name || labels.anonymous;
  return (
    <li>
      <article id={`comment-${id}`} className="h-cite comment">
        <CommentLayout
          name={name}
          avatar={avatar}
          profile={profile}
          badge={commentBadge(comment, labels)}
          expertise={comment.expertise ? { label: comment.expertise, title: labels.expertise } : undefined}
          permalink={{ href: address, title: labels.permalink }}
          date={
            <time className="dt-published" dateTime={date.iso}>
              {date.text}
            </time>
          }
          body={renderCompact(body)}
        >
          <CommentButtons comment={id} name={name} reactions={0} href={address} open={open} />
        </CommentLayout>
      </article>
      <ReplyList comment={id} name={name} count={0} open={open} />
    </li>
  );
}
