import "./comments.css";
import "./comment-form.css";
import type { ReactNode } from "react";
import { Comment } from "#features/comments/components/comment.tsx";
import { CommentCount, ThreadList } from "#features/comments/components/posted-comments.client.tsx";
import { SortLinks } from "#features/comments/components/sort-links.tsx";
import type { CommentThread, PickedComment } from "#features/comments/queries.ts";
import {
  branchPath,
  countVisible,
  findNewestId,
  maxReplyDepth,
  sortedThreadsPath,
  type ThreadSort,
  threadsPerPage,
} from "#features/comments/rules.ts";
import { translator } from "#i18n/translator.ts";
import { feedPath } from "#lib/feed-document/feed-document.ts";
import { CommentActions, ViewerPendingComments } from "./comment-actions.tsx";
import { CommentFormSection } from "./comment-form-section.tsx";
import { CommentFormsProvider } from "./comment-forms-provider.tsx";
import { DiscussionAside } from "./discussion-aside.tsx";
import { DiscussionDock } from "./discussion-dock.tsx";
import { PickedComments } from "./picked-comments.tsx";
import { SlowModeNote } from "./slow-mode-note.tsx";
import { UnplacedDrafts } from "./unplaced-drafts.tsx";
import { SeenComments, VisitProvider } from "./visit.client.tsx";

interface Props {
  /** The article's slug. */
  article: string;
  count: number;
  threads: CommentThread[];
  sort: ThreadSort;
  closed: boolean;
  /** Minutes between two comments of a reader; 0: no slow mode. */
  slowModeMinutes: number;
  /** The number of this page of the discussion. */
  page: number;
  /** The site's newest comment when the page was rendered. */
  newest: number;
  /** The comments that the moderators picked, shown on the first page. */
  picked?: readonly PickedComment[];
  /** The label of the reaction button, from the settings. */
  reaction: string;
  /** Beside the threads: the button that follows the discussion. */
  follow?: ReactNode;
  /** Above the threads: the form that searches the discussion. */
  search?: ReactNode;
  /** The pagination below the list. */
  children?: ReactNode;
}

/** The discussion below an article. */
export function CommentThreads(props: Props) {
  const {
    article,
    count,
    threads,
    sort,
    page,
    closed,
    newest,
    picked = [],
    reaction,
    follow,
    search,
    children,
  } = props;
  const t = translator();
  const newestId = findNewestId(threads, newest);
  // Deeper replies are on pages of their own.
  const isWhole = countVisible(threads, maxReplyDepth) >= count;
  return (
    <section id="comments" data-article={article} aria-labelledby="comments-heading" className="comments">
      <CommentFormsProvider article={article} newest={newestId}>
        <VisitProvider article={article} word={t("comments.visit.mark")} newest={newestId} count={count}>
          <div className="comments-head">
            <h2 id="comments-heading" className="headline text-section">
              <CommentCount
                count={count}
                labels={{
                  now: t("comments.heading", { count }),
                  one: t("comments.heading", { count: 1 }),
                  many: t("comments.heading", { count: 2 }).replace("2", "{count}"),
                }}
              />
            </h2>
            {count > 1 && <SortLinks article={article} sort={sort} />}
          </div>
          <DiscussionAside
            article={article}
            count={count}
            threads={threads}
            isWhole={isWhole}
            closed={closed}
            follow={follow}
          />
          <div className="comments-main">
            {closed && <p className="comments-note">{t("comments.closed")}</p>}
            {!closed && <SlowModeNote minutes={props.slowModeMinutes} />}
            {!closed && <CommentFormSection />}
            <UnplacedDrafts closed={closed} />
            <ViewerPendingComments />
            {search}
            {page === 1 && <PickedComments article={article} comments={picked} reaction={reaction} />}
            <CommentActions reaction={reaction}>
              <SeenComments>
                <ThreadList
                  place={sort === "newest" ? (page === 1 ? "before" : null) : { upTo: page * threadsPerPage }}
                  open={!closed}
                  empty={
                    !closed && <p className="comments-note">{t(count > 0 ? "comments.nonePage" : "comments.none")}</p>
                  }
                >
                  {threads.map((comment) => (
                    <Comment key={comment.id} article={article} comment={comment} open={!closed} isFolded>
                      {comment.continuesAfter !== undefined && (
                        <p className="thread-continues">
                          <a href={branchPath(article, comment.id, comment.continuesAfter)} rel="nofollow">
                            {t("comments.restOfThread")}
                          </a>
                        </p>
                      )}
                    </Comment>
                  ))}
                </ThreadList>
              </SeenComments>
            </CommentActions>
            {children}
            <p className="comments-feed">
              <a className="subtle-link" href={feedPath(sortedThreadsPath(article, "oldest"), "rss")}>
                {t("comments.feed.follow")}
              </a>
            </p>
            <DiscussionDock
              article={article}
              newest={newest}
              closed={closed}
              isWhole={isWhole}
              firstThread={sort === "oldest" ? (page - 1) * threadsPerPage + 1 : null}
            />
          </div>
        </VisitProvider>
      </CommentFormsProvider>
    </section>
  );
}
