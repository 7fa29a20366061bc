"use client";

import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { CommentActionLink, PermalinkAction } from "./comment-actions.client.tsx";
import { ReactionButton } from "./reactions.client.tsx";
import { ReplyFormSlot, ReplyLink } from "./reply.client.tsx";

interface Props {
  comment: number;
  /** The author's name, for the label of the reply form. */
  name: string;
  reactions: number;
  /** The comment's address. */
  href: string;
  /** The discussion accepts replies. */
  open: boolean;
}

/** The buttons of a comment, and the place of its reply form. If they fail to render, the comment is still shown. */
export function CommentButtons({ comment, name, reactions, href, open }: Props) {
  return (
    <ErrorBoundary announcement="quiet">
      <p className="comment-actions">
        {open && <ReplyLink comment={comment} name={name} />}
        <ReactionButton comment={comment} count={reactions} />
        <PermalinkAction href={href} name={name} />
        <CommentActionLink comment={comment} name={name} />
      </p>
      {open && <ReplyFormSlot comment={comment} name={name} />}
    </ErrorBoundary>
  );
}
