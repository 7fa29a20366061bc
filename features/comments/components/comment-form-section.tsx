import "./comment-form.css";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { translator } from "#i18n/translator.ts";
import { CommentForm } from "./comment-form.client.tsx";

interface Props {
  /** On the reply page: the comment to reply to, and the link of the cancel button. */
  parent?: { id: number; name: string; isClosed?: boolean };
  cancel?: string;
}

/** The form below its heading, within `CommentFormsProvider`. */
export function CommentFormSection({ parent, cancel }: Props) {
  const t = translator();
  // Below "N commentaires" on the article, below the title on a comment's own page.
  const Heading = parent ? "h2" : "h3";
  return (
    <div className="comment-form-section">
      <div className="comment-form-head">
        <Heading id="leave-comment" className="comment-form-heading">
          {parent && !parent.isClosed ? t("comments.replyTo", { name: parent.name }) : t("comments.form.heading")}
        </Heading>
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
