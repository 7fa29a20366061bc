"use client";

import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from "react";
import { Prose } from "#components/ui/prose.tsx";
import { useViewer } from "#features/auth/components/use-viewer.client.tsx";
import { renderCompact } from "#lib/prose/render-compact.ts";

interface CommentActionLabels {
  link: string;
  permalink: string;
  report: string;
  edit: string;
  remove: string;
  moderate: string;
}

const CommentActionLabelsContext = createContext<CommentActionLabels>({
  link: "",
  permalink: "",
  report: "",
  edit: "",
  remove: "",
  moderate: "",
});

/** Provides the labels of all buttons in a discussion, so that the page carries them once. */
export function CommentActionLabelsProvider({
  labels,
  children,
}: {
  labels: CommentActionLabels;
  children: ReactNode;
}) {
  return <CommentActionLabelsContext value={labels}>{children}</CommentActionLabelsContext>;
}

/** The comment's address, to copy it or to share it. Its name says whose comment it is, also in a screen reader's list of links. */
export function PermalinkAction({ href, name }: { href: string; name: string }) {
  const labels = useContext(CommentActionLabelsContext);
  return (
    <a href={href} aria-label={`${labels.permalink} (${name})`}>
      {labels.link}
    </a>
  );
}

/**
 * The link at the end of a comment's actions to its own page: to report it, for its author to edit or delete it, for moderators to decide.
 * It is there from the start (signed-out readers pass the sign-in page), so that nothing moves when the viewer is known.
 */
export function CommentActionLink({ comment, name }: { comment: number; name: string }) {
  const labels = useContext(CommentActionLabelsContext);
  const viewerData = useViewer();
  const ownComment = viewerData?.comments.own.find(({ id }) => id === comment);
  const editable = useIsFuture(ownComment?.editableUntil);
  if (!ownComment && !viewerData?.moderates) {
    const next = encodeURIComponent(`/comments/${comment}#report`);
    return (
      <a
        key="anybody"
        className="comment-action"
        rel="nofollow"
        href={`/login?next=${next}`}
        aria-label={`${labels.report} (${name})`}
      >
        {labels.report}
      </a>
    );
  }
  return (
    // A separate element: the browser would count the same element growing as a layout shift.
    <a key="own" className="comment-action" rel="nofollow" href={`/comments/${comment}`}>
      {ownComment ? (editable ? labels.edit : labels.remove) : labels.moderate}
    </a>
  );
}

/** Whether a moment (ISO) is in the future; updates when it passes. */
function useIsFuture(moment: string | null | undefined): boolean {
  const [passedMoment, setPassedMoment] = useState<string>();
  useEffect(() => {
    if (!moment) return;
    const timer = setTimeout(() => setPassedMoment(moment), Math.max(0, Date.parse(moment) - Date.now()));
    return () => clearTimeout(timer);
  }, [moment]);
  return Boolean(moment) && passedMoment !== moment;
}

interface PendingLabels {
  one: string;
  /** Contains {count}. */
  many: string;
  waits: string;
  inReply: string;
  open: string;
}

/**
 * The viewer's own pending comments. The list opens by itself where this moves nothing in view (the discussion is still below the
 * viewport), and when the viewer has just posted one; otherwise a button beside the heading opens it.
 */
export function PendingComments({ labels }: { labels: PendingLabels }) {
  const pending = useViewer()?.comments.pending ?? [];
  const count = pending.length;
  const [open, setOpen] = useState(false);
  const before = useRef<number>(undefined);
  const container = useRef<HTMLDivElement>(null);
  const id = useId();
  const known = useViewer() !== undefined;

  useEffect(() => {
    if (!known) return;
    const hasNew = before.current !== undefined && count > before.current;
    const below = (container.current?.getBoundingClientRect().top ?? 0) >= window.innerHeight;
    if (count > 0 && (hasNew || below)) setOpen(true);
    before.current = count;
  }, [count, known]);

  return (
    <div ref={container}>
      {count > 0 && (
        <button
          type="button"
          className="pending-toggle text-button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {count === 1 ? labels.one : labels.many.replace("{count}", String(count))}
        </button>
      )}
      <ol id={id} className="pending" hidden={!open || count === 0}>
        {pending.map((comment) => (
          <li key={comment.id} id={`pending-${comment.id}`} className="form-note">
            <p className="pending-note">
              {labels.waits}{" "}
              {comment.parentId !== null && <a href={`#comment-${comment.parentId}`}>{labels.inReply}</a>}{" "}
              <a href={`/comments/${comment.id}`}>{labels.open}</a>
            </p>
            <Prose className="comment-body">{renderCompact(comment.body)}</Prose>
          </li>
        ))}
      </ol>
    </div>
  );
}
