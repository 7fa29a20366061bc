"use client";

import { type MouseEvent, useEffect, useRef } from "react";
import { trimQuotation } from "../drafts/quotation.ts";
import { replyAddress } from "../rules.ts";
import { CommentForm } from "./comment-form.client.tsx";
import { useCommentForms } from "./comment-forms.client.tsx";
import { PostedNote } from "./posted-note.tsx";

interface Props {
  comment: number;
  name: string;
}

/**
 * Opens the answer to a comment below it. Before and without its script it is a link to a page that shows the same: the first tap, which
 * fetches the scripts, already follows it.
 */
export function ReplyLink({ comment, name }: Props) {
  const { labels, begun, open } = useCommentForms();
  const selected = useRef("");
  const isBegun = begun.has(comment);
  const label = labels.replyTo.replace("{name}", name);

  const choose = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(comment, selectedIn(comment) || selected.current);
    // Open already, it takes the focus only.
    document.querySelector<HTMLElement>(`#reply-to-${comment} textarea`)?.focus();
  };
  return (
    <a
      href={replyAddress(comment)}
      rel="nofollow"
      data-reply={comment}
      aria-label={isBegun ? `${label} (${labels.begun})` : label}
      // A press ends the selection before the click comes.
      onPointerDown={() => {
        selected.current = selectedIn(comment);
      }}
      onClick={choose}
    >
      {labels.reply}
      {isBegun && <span className="reply-begun">{labels.begun}</span>}
    </a>
  );
}

/** The words that are selected in a comment's text; none where the selection goes beyond it. */
function selectedIn(comment: number): string {
  const selection = getSelection();
  const body = document.querySelector(`#comment-${comment} .comment-body`);
  if (!selection || selection.isCollapsed || !body) return "";
  const { anchorNode, focusNode } = selection;
  return body.contains(anchorNode) && body.contains(focusNode) ? trimQuotation(selection.toString()) : "";
}

/** Where the answer to a comment is written, and what came of it. */
export function ReplyPlace({ comment, name }: Props) {
  const { labels, opened, posted, close, done } = useCommentForms();
  const note = useRef<HTMLDivElement>(null);
  const state = opened.get(comment);
  const came = posted.get(comment);
  const backTo = () => document.querySelector<HTMLElement>(`a[data-reply="${comment}"]`)?.focus();

  useEffect(() => {
    if (came) note.current?.focus({ preventScroll: true });
  }, [came]);

  if (state)
    return (
      <section id={`reply-to-${comment}`} className="reply-place" aria-label={labels.replyTo.replace("{name}", name)}>
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
  if (!came) return null;
  return (
    <div ref={note} className="reply-place" tabIndex={-1}>
      <PostedNote posted={came} labels={labels} />
    </div>
  );
}
