import type { ReactNode } from "react";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { parseCommentBody } from "#features/comments/comment-body.ts";
import type { PublicComment } from "#features/comments/queries.ts";
import { branchPath, commentPath, countReplies, maxReplyDepth, type Threaded } from "#features/comments/rules.ts";
import { FoldedComment } from "#features/mutes/components/folded-comment.client.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { cacheRenderedTrees } from "#lib/prose/render.tsx";
import { CommentButtons } from "./comment-buttons.client.tsx";
import { CommentLayout } from "./comment-layout.tsx";
import { ReplyList } from "./posted-comments.client.tsx";

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
            <CommentLayout
              name={name}
              avatar={comment.avatar ? mediaSrc(comment.avatar, 160, "jpeg") : undefined}
              profile={comment.profile ? `/members/${comment.handle}` : undefined}
              byAuthor={comment.byAuthor ? t("comments.byAuthor") : undefined}
              permalink={{
                href: commentPath(article, comment.thread, comment.id, comment.hasSeparatePage),
                title: t("comments.permalink"),
              }}
              date={<FormattedDate at={comment.createdAt} style="long" className="dt-published" />}
              edited={comment.editedAt ? t("comments.edited") : undefined}
              body={renderCommentBody(comment.bodyHtml)}
            >
              <CommentButtons comment={comment.id} name={name} reactions={comment.reactions} open={open} />
            </CommentLayout>
          </FoldIfMuted>
        )}
      </article>
      {depth < maxReplyDepth ? (
        <ReplyList comment={comment.id} open={open}>
          {comment.replies.map((reply) => (
            <Comment key={reply.id} article={article} comment={reply} open={open} depth={depth + 1} />
          ))}
        </ReplyList>
      ) : (
        comment.replies.length > 0 && (
          <p className="thread-continues">
            <a href={branchPath(article, comment.id)} rel="nofollow">
              {t("comments.continueThread", { count: countReplies(comment) })}
            </a>
          </p>
        )
      )}
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

/** Enough for a thousand comments of 500 characters. */
const renderCached = cacheRenderedTrees(500_000);

/** Renders the stored HTML of a comment. */
export function renderCommentBody(html: string) {
  return renderCached(html, () => ({ tree: parseCommentBody(html) }));
}
