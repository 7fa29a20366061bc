import { discussionPath } from "#features/articles/rules.ts";
import "./comments.css";
import "./comment-form.css";
import { Prose } from "#components/ui/prose.tsx";
import type { findComment, findParent } from "#features/comments/queries.ts";
import { commentPath, createExcerpt, isThreadClosed } from "#features/comments/rules.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { toText } from "#lib/html/text.ts";
import { typeset } from "#lib/typography.ts";
import { parseCommentBody } from "../comment-body.ts";
import { renderCommentBody } from "./comment.tsx";
import { ReplyFormSection } from "./comment-form-section.tsx";
import { CommentFormsProvider } from "./comment-forms-provider.tsx";
import { DiscussionPlace } from "./discussion-place.tsx";
import { SlowModeNote } from "./slow-mode-note.tsx";
import { UnplacedDrafts } from "./unplaced-drafts.tsx";

type Comment = NonNullable<Awaited<ReturnType<typeof findComment>>>;
export type Parent = Awaited<ReturnType<typeof findParent>>;

interface Props {
  comment: Comment;
  parent: Parent;
  closeAfterDays: number;
  now: Date;
}

/** The excerpt of the parent comment, shown above a comment. */
export function ParentExcerpt({ comment, parent }: Pick<Props, "comment" | "parent">) {
  const t = translator();
  if (!parent) return null;
  return (
    <p className="comment-context">
      <a href={commentPath(comment.article.slug, comment.thread, parent.id, parent.hasSeparatePage)}>
        {t("comments.form.replyTo", { name: parent.name || t("comments.anonymous") })}
      </a>{" "}
      {typeset(createExcerpt(toText(parseCommentBody(parent.bodyHtml))))}
    </p>
  );
}

/** The reply form on its own page; or why the comment no longer accepts replies, with the draft. */
export function ReplySection({ comment, closeAfterDays, now }: Omit<Props, "parent">) {
  const t = translator();
  const { article, id } = comment;
  const closed = isThreadClosed(article, closeAfterDays, now);
  const isGone = comment.status !== "visible";
  const name = isGone ? "" : comment.name || t("comments.anonymous");
  return (
    <section className="section-small" id="reply">
      <CommentFormsProvider article={article.slug}>
        {closed && <p className="font-sans text-mute text-small">{t("comments.closed")}</p>}
        {isGone && !closed && <p className="form-note font-sans text-small">{t.typeset("comments.gone")}</p>}
        {!closed && <SlowModeNote minutes={article.slowModeMinutes} />}
        {closed ? (
          <UnplacedDrafts closed />
        ) : (
          <ReplyFormSection
            parent={{ id, name, isClosed: isGone }}
            cancel={
              isGone
                ? `${discussionPath(article.slug)}#comments`
                : commentPath(article.slug, comment.thread, id, comment.hasSeparatePage)
            }
          />
        )}
      </CommentFormsProvider>
    </section>
  );
}

/** The page behind the reply link without its script, or before it has loaded: the comment, its parent and the form. Open to everyone. */
export function ReplyPage({ comment, parent, closeAfterDays, now }: Props) {
  const t = translator();
  const { article } = comment;
  const isGone = comment.status !== "visible";
  return (
    <div className="wide comment-detail">
      <h1 className="headline text-section">
        {isGone
          ? t("comments.replyGone")
          : t("comments.detail.title", { name: comment.name || t("comments.anonymous") })}
      </h1>
      <p className="mt-2 font-sans text-mute text-small">
        <DiscussionPlace article={article} />
        {!isGone && (
          <>
            , <FormattedDate at={comment.createdAt} style="long" />
          </>
        )}
      </p>
      {!isGone && (
        <>
          <ParentExcerpt comment={comment} parent={parent} />
          <Prose className="comment-body mt-6">{renderCommentBody(comment.bodyHtml)}</Prose>
        </>
      )}
      <ReplySection comment={comment} closeAfterDays={closeAfterDays} now={now} />
    </div>
  );
}
