import type { ReactNode } from "react";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { parseCommentBody } from "#features/comments/comment-body.ts";
import type { PublicComment } from "#features/comments/queries.ts";
import {
  branchPath,
  commentPath,
  countReplies,
  countVisible,
  maxReplyDepth,
  type Threaded,
  unfoldedReplies,
} from "#features/comments/rules.ts";
import { FoldedComment } from "#features/mutes/components/folded-comment.client.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { cacheRenderedTrees } from "#lib/prose/render.tsx";
import { CommentButtons } from "./comment-buttons.client.tsx";
import { foldedNewsLabels } from "./comment-forms-provider.tsx";
import { CommentLayout, commentBadge } from "./comment-layout.tsx";
import { FoldedNews, FoldedReplies } from "./folded-replies.client.tsx";
import { ReplyList } from "./posted-comments.client.tsx";
import { NewMark } from "./visit.client.tsx";

/** A comment with its replies, each an `<article class="h-cite">` with its own URL. */
export function Comment({
  article,
  comment,
  open,
  depth = 0,
  isFolded = false,
  children,
}: {
  /** The article's slug. */
  article: string;
  comment: Threaded<PublicComment>;
  open: boolean;
  /** The nesting depth on this page: 0 for the first comment. */
  depth?: number;
  /** Whether replies beyond the first ones are in a fold. */
  isFolded?: boolean;
  /** Rendered below the last reply. */
  children?: ReactNode;
}) {
  const t = translator();
  const name = comment.name || t("comments.anonymous");
  const href = commentPath(article, comment.thread, comment.id, comment.hasSeparatePage);
  const renderReply = (reply: Threaded<PublicComment>) => (
    <Comment key={reply.id} article={article} comment={reply} open={open} depth={depth + 1} isFolded={isFolded} />
  );
  const [shown, folded] = isFolded
    ? [comment.replies.slice(0, unfoldedReplies), comment.replies.slice(unfoldedReplies)]
    : [comment.replies, []];
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
              badge={commentBadge(comment, { byAuthor: t("comments.byAuthor"), byStaff: t("comments.byStaff") })}
              expertise={comment.expertise ? { label: comment.expertise, title: t("comments.expertise") } : undefined}
              permalink={{ href, title: t("comments.permalink") }}
              date={<FormattedDate at={comment.createdAt} style="long" className="dt-published" />}
              notes={
                <>
                  {comment.editedAt && <span>{t("comments.edited")}</span>}
                  {comment.picked && <span className="comment-picked">{t("comments.picks.mark")}</span>}
                  <NewMark comment={comment.id} by={comment.handle} />
                </>
              }
              body={renderCommentBody(comment.bodyHtml)}
            >
              <CommentButtons comment={comment.id} name={name} reactions={comment.reactions} href={href} open={open} />
            </CommentLayout>
          </FoldIfMuted>
        )}
      </article>
      {depth < maxReplyDepth ? (
        <ReplyList comment={comment.id} name={name} count={countVisible(comment.replies)} open={open}>
          {shown.map(renderReply)}
          {folded.length > 0 && (
            <FoldedReplies key="fold">
              <RepliesSummary count={countVisible(folded)} />
              <ol>{folded.map(renderReply)}</ol>
            </FoldedReplies>
          )}
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

/** The line that opens a fold of replies, and closes it again. */
function RepliesSummary({ count }: { count: number }) {
  const t = translator();
  return (
    <summary>
      <span className="replies-fold-closed">
        {t("comments.folded.closed", { count })}
        <FoldedNews labels={foldedNewsLabels()} />
      </span>
      <span className="replies-fold-open">{t("comments.folded.open", { count })}</span>
    </summary>
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
