import "./comments.css";
import "./comment-form.css";
import { HeadlineText } from "#components/ui/headline-text.tsx";
import type { Branch } from "#features/comments/queries.ts";
import { branchPath, commentPath, findNewestId } from "#features/comments/rules.ts";
import { translator } from "#i18n/translator.ts";
import { Comment } from "./comment.tsx";
import { CommentActions } from "./comment-actions.tsx";
import { CommentFormsProvider } from "./comment-forms-provider.tsx";
import { DiscussionDock } from "./discussion-dock.tsx";
import { ParentComments } from "./parent-comments.tsx";
import { SlowModeNote } from "./slow-mode-note.tsx";
import { UnplacedDrafts } from "./unplaced-drafts.tsx";
import { VisitProvider } from "./visit.client.tsx";

interface Props {
  article: { slug: string; title: string; slowModeMinutes: number };
  closed: boolean;
  branch: Branch;
  /** The label of the reaction button, from the settings. */
  reaction: string;
  /** The page shows the rest of a long thread rather than one comment and its replies. */
  isContinuation: boolean;
}

/** One comment with its replies, or the rest of a long thread, with a link back to the discussion. */
export function BranchPage({ article, branch, closed, reaction, isContinuation }: Props) {
  const t = translator();
  const newest = findNewestId(branch.nodes);
  return (
    <div className="text-column discussion">
      <p className="font-sans text-small">
        <a className="subtle-link" href={commentPath(article.slug, branch.thread, branch.root)}>
          {t("comments.wholeDiscussion")}
        </a>
      </p>
      <h1 className="headline mt-2">
        <HeadlineText text={article.title} />
      </h1>
      <section id="comments" data-article={article.slug} aria-labelledby="comments-heading" className="section">
        <h2 id="comments-heading" className="headline text-section">
          {t(isContinuation ? "comments.restOfThread" : "comments.branch")}
        </h2>
        {closed && <p className="mt-3 font-sans text-mute text-small">{t("comments.closed")}</p>}
        {!closed && <SlowModeNote minutes={article.slowModeMinutes} />}
        <CommentFormsProvider article={article.slug} newest={newest}>
          <VisitProvider article={article.slug} word={t("comments.visit.mark")} newest={newest}>
            {closed && <UnplacedDrafts closed />}
            <ParentComments article={article.slug} branch={branch} />
            <CommentActions reaction={reaction}>
              <ol className="threads">
                {branch.nodes.map((comment) => (
                  <Comment key={comment.id} article={article.slug} comment={comment} open={!closed} />
                ))}
              </ol>
            </CommentActions>
            <DiscussionDock article={article.slug} closed={closed} isWhole={false} firstThread={null} />
          </VisitProvider>
        </CommentFormsProvider>
        {branch.rest !== undefined && (
          <p className="mt-6">
            <a className="button" href={branchPath(article.slug, branch.root, branch.rest)} rel="nofollow">
              {t("comments.restOfThread")}
            </a>
          </p>
        )}
      </section>
    </div>
  );
}
