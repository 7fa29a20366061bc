"use client";

import { type MouseEvent, useEffect, useRef } from "react";
import { trimQuotation } from "../drafts/quotation.ts";
import { replyPath } from "../rules.ts";
import { CommentForm } from "./comment-form.client.tsx";
import { useCommentForms } from "./comment-forms.client.tsx";
import { PostResultNote } from "./post-result-note.tsx";

interface Props {
  comment: number;
  name: string;
}

/**
 * Opens the reply form below a comment. Without its script, or before it has loaded, it is a link to the reply page: the first tap, which
 * triggers the loading, already follows the link.
 */
export function ReplyLink({ comment, name }: Props) {
  const { labels, closedDrafts, opened, open } = useCommentForms();
  const selected = useRef("");
  const hasDraft = closedDrafts.has(comment);
  const isOpen = opened.has(comment);
  const replyTo = labels.replyTo.replace("{name}", () => name);
  const label = isOpen ? `${labels.replying} (${replyTo})` : hasDraft ? `${replyTo} (${labels.draft})` : replyTo;

  const choose = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(comment, selectedIn(comment) || selected.current);
    // If the form is already open, it only receives the focus.
    document.querySelector<HTMLElement>(`#reply-to-${comment} textarea`)?.focus();
  };
  return (
    <a
      href={replyPath(comment)}
      rel="nofollow"
      data-reply={comment}
      data-open={isOpen || undefined}
      aria-label={label}
      // Pressing the button clears the selection before the click event fires.
      onPointerDown={() => {
        selected.current = selectedIn(comment);
      }}
      onClick={choose}
    >
      {isOpen ? labels.replying : labels.reply}
      {hasDraft && !isOpen && <span className="reply-draft">{labels.draft}</span>}
    </a>
  );
}

/** Returns the text selected in a comment; empty if the selection extends beyond it. */
function selectedIn(comment: number): string {
  const selection = getSelection();
  const body = document.querySelector(`#comment-${comment} .comment-body`);
  if (!selection || selection.isCollapsed || !body) return "";
  const { anchorNode, focusNode } = selection;
  return body.contains(anchorNode) && body.contains(focusNode) ? trimQuotation(selection.toString()) : "";
}

/** Shows the reply form below a comment, and then its result. */
export function ReplyFormSlot({ comment, name }: Props) {
  const { labels, opened, posted, close, done } = useCommentForms();
  const note = useRef<HTMLDivElement>(null);
  const state = opened.get(comment);
  const response = posted.get(comment);
  const backTo = () => document.querySelector<HTMLElement>(`a[data-reply="${comment}"]`)?.focus();

  useEffect(() => {
    if (response) note.current?.focus({ preventScroll: true });
  }, [response]);

  if (state)
    return (
      <section
        id={`reply-to-${comment}`}
        className="reply-slot"
        aria-label={labels.replyTo.replace("{name}", () => name)}
      >
        <CommentForm
          parent={{ id: comment, name }}
          quote={state.quote}
          focus={state.focus}
          onCancel={() => {
            close(comment);
            backTo();
          }}
          onPosted={(value) => done(comment, value)}
        />
      </section>
    );
  if (!response) return null;
  return (
    <div ref={note} className="reply-slot" tabIndex={-1}>
      <PostResultNote posted={response} labels={labels} />
    </div>
  );
}
