import type { ReactNode } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReactionButton } from "#features/comments/components/reactions.client.tsx";
import { ReplyFormSlot, ReplyLink } from "#features/comments/components/reply.client.tsx";
import type { PublicComment } from "#features/comments/queries.ts";
import { branchPath, commentPath, countReplies, maxReplyDepth, type Threaded } from "#features/comments/rules.ts";
import { FoldedComment } from "#features/mutes/components/folded-comment.client.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { setLinkRel } from "#lib/prose/link-rel.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { addScrollBoxes } from "#lib/prose/scroll-boxes.ts";
import { typesetTree } from "#lib/prose/typography.ts";
import { CommentActionLink } from "./comment-actions.client.tsx";

/** A comment with its replies, each an `<article class="h-cite">` with its own URL. */
export function Comment({
  article,
  comment,
  open,
  depth = 0,
  children,
}: {
  /** The article's slug. */
  article: string;
  comment: Threaded<PublicComment>;
  open: boolean;
  /** The nesting depth on this page: 0 for the first comment. */
  depth?: number;
  /** Rendered below the last reply. */
  children?: ReactNode;
}) {
  const t = translator();
  const name = comment.name || t("comments.anonymous");
  return (
    <li>
      <article id={`comment-${comment.id}`} className="h-cite comment">
        {comment.hidden ? (
          <p className="comment-hidden">{t(`comments.hidden.${comment.hiddenBy ?? "now"}`)}</p>
        ) : (
          <FoldIfMuted comment={comment}>
            <Avatar name={name} src={comment.avatar ? mediaSrc(comment.avatar, 160, "jpeg") : undefined} />
            <header className="comment-head">
              {comment.profile ? (
                <a className="p-author comment-name" href={`/members/${comment.handle}`}>
                  {name}
                </a>
              ) : (
                <span className="p-author comment-name">{name}</span>
              )}
              {comment.byAuthor && <span className="badge">{t("comments.byAuthor")}</span>}
              <a
                className="u-url"
                href={commentPath(article, comment.thread, comment.id, comment.hasSeparatePage)}
                title={t("comments.permalink")}
              >
                <FormattedDate at={comment.createdAt} style="long" className="dt-published" />
              </a>
              {comment.editedAt && <span>{t("comments.edited")}</span>}
            </header>
            <Prose className="p-content comment-body">{renderCommentBody(comment.bodyHtml)}</Prose>
            <ErrorBoundary announcement="quiet">
              <p className="comment-actions">
                <ReactionButton comment={comment.id} count={comment.reactions} />
                {open && <ReplyLink comment={comment.id} name={name} />}
                <CommentActionLink comment={comment.id} />
              </p>
              {open && <ReplyFormSlot comment={comment.id} name={name} />}
            </ErrorBoundary>
          </FoldIfMuted>
        )}
      </article>
      {comment.replies.length > 0 &&
        (depth < maxReplyDepth ? (
          <ol className="replies">
            {comment.replies.map((reply) => (
              <Comment key={reply.id} article={article} comment={reply} open={open} depth={depth + 1} />
            ))}
          </ol>
        ) : (
          <p className="thread-continues">
            <a href={branchPath(article, comment.id)} rel="nofollow">
              {t("comments.continueThread", { count: countReplies(comment) })}
            </a>
          </p>
        ))}
      {children}
    </li>
  );
}

/** Folds the comment for viewers who have muted its author. An imported comment has no handle and is never folded. */
function FoldIfMuted({ comment, children }: { comment: PublicComment; children: ReactNode }) {
  if (comment.handle === null) return children;
  return (
    <ErrorBoundary announcement="silent" fallback={children}>
      <FoldedComment comment={`comment-${comment.id}`} by={comment.handle} label={translator()("mutes.folded")}>
        {children}
      </FoldedComment>
    </ErrorBoundary>
  );
}

/** Renders the stored HTML of a comment. */
export function renderCommentBody(html: string) {
  return renderTree(parseCommentBody(html));
}

/** Parses the stored HTML of a comment for rendering. */
export function parseCommentBody(html: string) {
  const tree = setLinkRel(parseHtml(html), ["nofollow", "ugc", "noopener"]);
  return typesetTree(addScrollBoxes(tree, translator()("articles.scrollTable")));
}
