import type { ReactNode } from "react";
import { HeadlineText } from "#components/ui/headline-text.tsx";
import { LocalisedPagination } from "#components/ui/localised-pagination.tsx";
import { discussionPath, isPageDiscussion } from "#features/articles/rules.ts";
import { CommentThreads } from "#features/comments/components/comment-threads.tsx";
import type { CommentThread, PickedComment } from "#features/comments/queries.ts";
import { sortedThreadsPath, type ThreadSort } from "#features/comments/rules.ts";
import { translator } from "#i18n/translator.ts";
import "./comments.css";

interface Props {
  article: { slug: string; title: string; commentCount: number; slowModeMinutes: number };
  closed: boolean;
  threads: CommentThread[];
  sort: ThreadSort;
  reaction: string;
  picked: readonly PickedComment[];
  newest: number;
  page: number;
  pages: number;
  /** The button that follows the discussion. */
  follow: ReactNode;
  /** The form that searches the discussion. */
  search: ReactNode;
}

/** One page of an article's discussion, with a link back to the article. */
export function CommentsPage(props: Props) {
  const { article, closed, threads, sort, reaction, picked, newest, page, pages, follow, search } = props;
  const t = translator();
  return (
    <div className="text-column discussion">
      <p className="font-sans text-small">
        <a className="subtle-link" href={discussionPath(article.slug)}>
          {t(isPageDiscussion(article.slug) ? "comments.backToPage" : "comments.back")}
        </a>
      </p>
      <h1 className="headline mt-2">
        <HeadlineText text={article.title} />
      </h1>
      <CommentThreads
        article={article.slug}
        count={article.commentCount}
        threads={threads}
        sort={sort}
        page={page}
        newest={newest}
        picked={picked}
        reaction={reaction}
        closed={closed}
        slowModeMinutes={article.slowModeMinutes}
        follow={follow}
        search={search}
      >
        <LocalisedPagination path={sortedThreadsPath(article.slug, sort)} page={page} pages={pages} />
      </CommentThreads>
    </div>
  );
}
