import type { ReactNode } from "react";
import type { getThreads } from "#features/comments/cached.ts";
import { CommentThreads } from "#features/comments/components/comment-threads.tsx";
import { MoreComments } from "#features/comments/components/more-comments.tsx";
import { FollowButton } from "#features/follows/components/follow-button.tsx";

interface Props {
  /** The article, or the discussion of a page. */
  discussion: { id: number; slug: string; title: string; commentCount: number; slowModeMinutes: number };
  /** Its first page of threads, oldest first. */
  first: Awaited<ReturnType<typeof getThreads>>;
  closed: boolean;
  /** The label of the reaction button, from the settings. */
  reaction: string;
  search?: ReactNode;
}

/** The discussion below an article or a page: its oldest threads, and the way to the others. */
export function FirstThreads({ discussion, first, closed, reaction, search }: Props) {
  const { id, slug, title, commentCount, slowModeMinutes } = discussion;
  const { threads, picked, pages, newest } = first;
  return (
    <CommentThreads
      article={slug}
      count={commentCount}
      threads={threads}
      sort="oldest"
      page={1}
      newest={newest}
      picked={picked}
      reaction={reaction}
      closed={closed}
      slowModeMinutes={slowModeMinutes}
      follow={<FollowButton subject={{ kind: "discussion", id }} name={title} />}
      search={search}
    >
      <MoreComments slug={slug} threads={threads} count={commentCount} pages={pages} />
    </CommentThreads>
  );
}
