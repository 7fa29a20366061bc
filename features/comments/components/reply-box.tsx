import type { ReactNode } from "react";
import type { CommentFormLabels } from "./comment-forms.client.tsx";

interface Props {
  /** Whom the reply answers; undefined if it becomes a new thread. */
  name: string | undefined;
  /** The quoted passage; empty if there is none. */
  quote: string;
  onRemoveQuote: () => void;
  /** What the cancel button does, or the address of the cancel link. */
  cancel: (() => void) | string | undefined;
  labels: CommentFormLabels;
  /** The field. */
  children: ReactNode;
}

/** The frame around the field of a reply: whom it answers, the cancel button, and the quotation. */
export function ReplyBox({ name, quote, onRemoveQuote, cancel, labels, children }: Props) {
  return (
    <div className="reply-box">
      <p className="reply-box-head">
        {name !== undefined && (
          <span>
            {labels.inReplyTo} <b>{name}</b>
          </span>
        )}
        {typeof cancel === "function" && (
          <button type="button" className="text-button" onClick={cancel}>
            {labels.cancel}
          </button>
        )}
        {typeof cancel === "string" && (
          <a className="text-button" href={cancel}>
            {labels.cancel}
          </a>
        )}
      </p>
      {quote !== "" && (
        <div className="reply-quotation">
          <blockquote aria-label={labels.quotation}>{quote}</blockquote>
          <button type="button" className="text-button" aria-label={labels.removeQuotation} onClick={onRemoveQuote}>
            {labels.remove}
          </button>
        </div>
      )}
      {children}
    </div>
  );
}
