import { getIsClosed, getThreads } from "#features/comments/cached.ts";
import { CommentThreads } from "#features/comments/components/comment-threads.tsx";
import { MoreComments } from "#features/comments/components/more-comments.tsx";
import { FollowButton } from "#features/follows/components/follow-button.tsx";
import { getDiscussion } from "#features/pages/cached.ts";
import { getSettings } from "#features/settings/cached.ts";

/** The discussion below a page: nothing if it is closed and has no comments. */
export async function PageDiscussion({ page, id }: { page: string; id: number }) {
  const discussion = await getDiscussion(page, id);
  if (!discussion) return null;
  const closed = await getIsClosed(discussion);
  if (closed && discussion.commentCount === 0) return null;
  const [{ threads, picked, pages, newest }, settings] = await Promise.all([
    getThreads(discussion.id, 1, "oldest"),
    getSettings(),
  ]);
  const { slug, title, commentCount, slowModeMinutes } = discussion;
  return (
    <CommentThreads
      article={slug}
      count={commentCount}
      threads={threads}
      sort="oldest"
      page={1}
      newest={newest}
      picked={picked}
      reaction={settings["comments.reaction"]}
      closed={closed}
      slowModeMinutes={slowModeMinutes}
      follow={<FollowButton subject={{ kind: "discussion", id }} name={title} />}
    >
      <MoreComments slug={slug} threads={threads} count={commentCount} pages={pages} />
    </CommentThreads>
  );
}
