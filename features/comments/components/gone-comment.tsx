import { discussionPath } from "#features/articles/rules.ts";
import "./comments.css";
import "./comment-form.css";
import { translator } from "#i18n/translator.ts";
import type { findComment } from "../queries.ts";
import { commentPath, threadsPerPage } from "../rules.ts";
import { DiscussionPlace } from "./discussion-place.tsx";
import { type Parent, ParentExcerpt } from "./reply-page.tsx";

interface Props {
  comment: NonNullable<Awaited<ReturnType<typeof findComment>>>;
  /** The comment that it replied to, if it is visible. */
  parent: Parent;
}

/** Where a notification leads whose comment readers no longer see: what became of it, what it answered, and the way to the discussion. */
export function GoneComment({ comment, parent }: Props) {
  const t = translator();
  const { article, thread } = comment;
  const page = Math.ceil(thread / threadsPerPage);
  const discussion = parent
    ? commentPath(article.slug, thread, parent.id, parent.hasSeparatePage)
    : `${discussionPath(article.slug)}${page > 1 ? `/comments?page=${page}` : ""}#comments`;
  return (
    <div className="wide comment-detail">
      <h1 className="headline text-section">{t("comments.replyGone")}</h1>
      <p className="mt-2 font-sans text-mute text-small">
        <DiscussionPlace article={article} />
      </p>
      <p className="form-note mt-6 font-sans text-small">{t(`comments.hidden.${comment.hiddenBy ?? "now"}`)}</p>
      <ParentExcerpt comment={comment} parent={parent} />
      <p className="mt-6 font-sans text-small">
        <a className="button" href={discussion}>
          {t("comments.context.see")}
        </a>
      </p>
    </div>
  );
}
