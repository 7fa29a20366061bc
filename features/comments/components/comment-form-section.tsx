import "./comments.css";
import "./comment-form.css";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { translator } from "#i18n/translator.ts";
import { CommentForm } from "./comment-form.client.tsx";
import { ViewerAvatar } from "./viewer-avatar.client.tsx";
import { ViewerWelcome } from "./welcome.client.tsx";

/** The form of a new thread, within `CommentFormsProvider`. Its heading is for screen readers: the field says what it is for. */
export function CommentFormSection() {
  return (
    <div className="comment-form-section thread-form">
      <h3 id="leave-comment" className="sr-only">
        {translator()("comments.form.heading")}
      </h3>
      <ErrorBoundary announcement="silent" fallback={<span className="avatar" />}>
        <ViewerAvatar />
      </ErrorBoundary>
      <ErrorBoundary>
        <CommentForm />
      </ErrorBoundary>
      <ErrorBoundary announcement="silent" fallback={null}>
        <ViewerWelcome />
      </ErrorBoundary>
    </div>
  );
}

interface ReplyFormProps {
  /** The comment to reply to. */
  parent: { id: number; name: string; isClosed?: boolean };
  /** The link of the cancel button. */
  cancel: string;
}

/** The form of a reply on its own page, below its heading. */
export function ReplyFormSection({ parent, cancel }: ReplyFormProps) {
  const t = translator();
  return (
    <div className="comment-form-section">
      <div className="comment-form-head">
        <h2 id="leave-comment" className="comment-form-heading">
          {parent.isClosed ? t("comments.form.heading") : t("comments.replyTo", { name: parent.name })}
        </h2>
        <a className="subtle-link" href="/rules">
          {t("comments.form.rules")}
        </a>
      </div>
      <ErrorBoundary>
        <CommentForm parent={parent} cancel={cancel} />
      </ErrorBoundary>
    </div>
  );
}
