"use client";

import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { deleteCommentAction, restoreCommentAction } from "../actions.ts";

interface Props {
  comment: number;
  /** The URL requests the confirmation: without JavaScript a link opens it. */
  isConfirming: boolean;
  labels: { delete: string; ask: string; hint: string; confirm: string; keep: string };
  /** The beginning of the text that the confirmation shows. */
  text: string;
}

/** Deletes a comment after a confirmation that quotes it and replaces the link that opened it. Escape cancels. */
export function DeleteComment({ comment, isConfirming, labels, text }: Props) {
  const [state, action, pending] = useFormAction(deleteCommentAction, idleState);
  const [open, setOpen] = useState(isConfirming);
  const hasToggled = useRef(false);
  const link = useRef<HTMLAnchorElement>(null);
  const question = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (hasToggled.current) (open ? question : link).current?.focus();
  }, [open]);

  const toggle = (to: boolean) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    hasToggled.current = true;
    setOpen(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    hasToggled.current = true;
    setOpen(false);
  };
  if (!open)
    return (
      <p className="form-actions">
        <a ref={link} className="button" href={`/comments/${comment}?ask=delete#delete`} onClick={toggle(true)}>
          {labels.delete}
        </a>
      </p>
    );
  return (
    <form action={action} className="form form-note" aria-labelledby="delete-heading" onKeyDown={onKeyDown}>
      <input type="hidden" name="comment" value={comment} />
      <h2 ref={question} id="delete-heading" className="comment-form-heading" tabIndex={-1}>
        {labels.ask}
      </h2>
      <blockquote className="delete-text">{text}</blockquote>
      <p className="field-hint">{labels.hint}</p>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {labels.confirm}
        </button>
        <a className="button" href={`/comments/${comment}#delete`} onClick={toggle(false)}>
          {labels.keep}
        </a>
      </div>
    </form>
  );
}

/** Undoes a deletion within the time limit. */
export function RestoreComment({ comment, label, children }: { comment: number; label: string; children: ReactNode }) {
  const [state, action, pending] = useFormAction(restoreCommentAction, idleState);
  return (
    <form action={action} className="form">
      <input type="hidden" name="comment" value={comment} />
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {label}
        </button>
        <p className="field-hint">{children}</p>
      </div>
    </form>
  );
}
