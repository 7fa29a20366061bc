import { discussionPath } from "#features/articles/rules.ts";
import "./comments.css";
import "./comment-form.css";
import type { ReactNode } from "react";
import { Prose } from "#components/ui/prose.tsx";
import type { Welcome } from "#features/auth/viewer-data.ts";
import type { Role } from "#features/members/rules.ts";
import type { VerdictMessage } from "#features/screening/verdict-message.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { toText } from "#lib/html/text.ts";
import { parseCommentBody } from "../comment-body.ts";
import { isCommentAuthor } from "../policy.ts";
import type { findComment } from "../queries.ts";
import { commentPath, createExcerpt, isEditable, undoDeletionMinutes } from "../rules.ts";
import { renderCommentBody } from "./comment.tsx";
import { formattingLabels } from "./comment-forms-provider.tsx";
import { DeleteComment, RestoreComment } from "./delete-comment.client.tsx";
import { DiscussionPlace } from "./discussion-place.tsx";
import { EditComment } from "./edit-comment.client.tsx";
import { type Parent, ParentExcerpt, ReplySection } from "./reply-page.tsx";
import { RuleLink } from "./rule-link.tsx";
import { WelcomeNote } from "./welcome.client.tsx";

interface Props {
  comment: NonNullable<Awaited<ReturnType<typeof findComment>>>;
  /** The comment that it replies to, if it is visible. */
  parent: Parent;
  viewer: { id: number; role: Role };
  closeAfterDays: number;
  now: Date;
  /** Why the comment is pending. */
  holdReasons: VerdictMessage[];
  /** For the author of a first comment. */
  welcome?: Welcome | undefined;
  /** The action that just succeeded. */
  done?: "edit" | "restore" | undefined;
  /** Whether to show the confirmation of the deletion. */
  asksDeletion: boolean;
  /** Until when its author can undo the deletion. */
  undoUntil?: Date | undefined;
  /** For its author: the decision about the comment and how to appeal. */
  decided?: ReactNode;
  /** The comment in the moderation queue, for those who moderate. */
  moderationHref?: string | undefined;
  /** The report form, for everyone but the author. */
  reportForm: ReactNode;
}

/** A comment's own page: its status and the viewer's actions on it. Works without JavaScript. */
export function CommentDetail({
  comment,
  parent,
  viewer,
  closeAfterDays,
  now,
  holdReasons,
  welcome,
  done,
  asksDeletion,
  undoUntil,
  decided,
  moderationHref,
  reportForm,
}: Props) {
  const t = translator();
  const { id, article, status } = comment;
  const isOwn = isCommentAuthor(viewer, comment);
  const visible = status === "visible";
  return (
    <div className="wide comment-detail">
      <h1 className="headline text-section">
        {t("comments.detail.title", { name: comment.name || t("comments.anonymous") })}
      </h1>
      <p className="mt-2 font-sans text-mute text-small">
        <DiscussionPlace article={article} />, <FormattedDate at={comment.createdAt} style="long" />
      </p>
      {moderationHref && (
        <p className="mt-2 font-sans text-small">
          <a className="subtle-link" href={moderationHref}>
            {t("moderation.queue.moderate")}
          </a>
        </p>
      )}
      <p role="status" className="form-note mt-6 font-sans text-small">
        {done && (
          <span className="block">{t(done === "edit" ? "comments.detail.edited" : "comments.detail.restored")}</span>
        )}
        {t.typeset(`comments.detail.${comment.deletedAt ? (isOwn ? "deletedByYou" : "deleted") : status}`)}{" "}
        {isOwn && comment.deletedAt && !undoUntil && t("comments.detail.erased")}
        {visible && (
          <a href={commentPath(article.slug, comment.thread, id, comment.hasSeparatePage)}>
            {t("comments.detail.see")}
          </a>
        )}
        {holdReasons.map(({ sentence, see }) => (
          <span key={sentence} className="block">
            {sentence} <RuleLink see={see} />
          </span>
        ))}
      </p>
      {welcome && <WelcomeNote welcome={welcome} member={viewer.id} />}
      {isOwn && comment.deletedAt && (
        <div className="section-small">
          {undoUntil && (
            <RestoreComment comment={id} label={t("comments.detail.undo")}>
              {t("comments.detail.undoUntil")} <FormattedDate at={undoUntil} style="long" absolute />.{" "}
              {t.typeset("comments.detail.undoHint")}
            </RestoreComment>
          )}
          <p className="mt-6 font-sans text-small">
            <a className="subtle-link" href={`${discussionPath(article.slug)}#comments`}>
              {t("comments.detail.backToArticle")}
            </a>
          </p>
        </div>
      )}
      {!comment.deletedAt && <ParentExcerpt comment={comment} parent={parent} />}
      {!comment.deletedAt && <Prose className="comment-body mt-6">{renderCommentBody(comment.bodyHtml)}</Prose>}
      {decided}
      {isOwn && !comment.deletedAt && isEditable(comment.createdAt, now) && (
        <section className="section-small">
          <EditComment
            comment={id}
            text={comment.bodySource}
            labels={{
              edit: t("comments.detail.edit"),
              save: t("comments.detail.save"),
              preview: t("comments.form.preview"),
              formatting: formattingLabels(),
              warned: t.typeset("comments.form.warned"),
              sendConfirmed: t("comments.form.sendConfirmed"),
            }}
          />
        </section>
      )}
      {isOwn && !comment.deletedAt && (
        <section className="section-small" id="delete">
          <DeleteComment
            comment={id}
            isConfirming={asksDeletion}
            labels={{
              delete: t("comments.detail.delete"),
              ask: t.typeset("comments.detail.deleteAsk"),
              hint: t.typeset("comments.detail.deleteHint", { minutes: undoDeletionMinutes }),
              confirm: t("comments.detail.deleteConfirm"),
              keep: t("comments.detail.keep"),
            }}
            text={createExcerpt(toText(parseCommentBody(comment.bodyHtml)))}
          />
        </section>
      )}
      {visible && <ReplySection comment={comment} closeAfterDays={closeAfterDays} now={now} />}
      {!isOwn && comment.handle && (
        <p className="mt-6 font-sans text-small">
          <a className="subtle-link" href={`/account/mutes?member=${comment.handle}`} rel="nofollow">
            {t("mutes.muteName", { name: comment.name })}
          </a>
        </p>
      )}
      {visible && !isOwn && reportForm}
    </div>
  );
}
