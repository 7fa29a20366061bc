import { PartBoundary } from "#components/ui/part-boundary.client.tsx";
import { scriptlessKey } from "#features/comments/rules.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { CommentForm } from "./comment-form.client.tsx";

/** The form below its heading, in the site's language. */
export function LeaveComment({ article, parent }: { article: string; parent?: { id: number; name: string } }) {
  const t = translator();
  // Below "N commentaires" on the article, below the title on a comment's own page.
  const Heading = parent ? "h2" : "h3";
  return (
    <div className="leave-comment">
      <div className="leave-comment-head">
        <Heading id="leave-comment" className="leave-comment-heading">
          {parent ? t("comments.replyTo", parent) : t("comments.form.heading")}
        </Heading>
        <a className="quiet-link" href="/rules">
          {t("comments.form.rules")}
        </a>
      </div>
      <PartBoundary>
        <CommentForm
          article={article}
          parent={parent}
          serverKey={scriptlessKey}
          labels={{
            label: t("comments.form.label"),
            hint: t("comments.form.hint"),
            submit: t("comments.form.submit"),
            sending: t("comments.form.sending"),
            signIn: t("comments.form.signIn"),
            email: t("comments.form.email"),
            password: t("comments.form.password"),
            elsewhere: t("comments.form.elsewhere"),
            otherTab: typeset(t("comments.form.otherTab")),
            posted: t("comments.form.posted"),
            see: t("comments.form.see"),
            waits: t("comments.form.waits"),
            kept: t("comments.form.kept"),
            warned: typeset(t("comments.form.warned")),
            sendAnyway: t("comments.form.sendAnyway"),
            confirm: t("comments.form.confirm"),
            you: t("comments.form.you"),
            lost: typeset(t("comments.form.lost")),
            replyTo: t("comments.form.replyTo", { name: "{name}" }),
            cancelReply: t("comments.form.cancelReply"),
          }}
        />
      </PartBoundary>
    </div>
  );
}
