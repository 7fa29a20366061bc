import { FirstThreads } from "#app/(site)/first-threads.tsx";
import { getIsClosed, getThreads } from "#features/comments/cached.ts";
import { getDiscussion } from "#features/pages/cached.ts";
import { DiscussionSearch } from "#features/search/components/discussion-search.tsx";
import { getSettings } from "#features/settings/cached.ts";

/** The discussion below a page: nothing if it is closed and has no comments. */
export async function PageDiscussion({ page, id }: { page: string; id: number }) {
  const discussion = await getDiscussion(page, id);
  if (!discussion) return null;
  const closed = await getIsClosed(discussion);
  if (closed && discussion.commentCount === 0) return null;
  const [first, settings] = await Promise.all([getThreads(discussion.id, 1, "oldest"), getSettings()]);
  return (
    <FirstThreads
      discussion={discussion}
      first={first}
      closed={closed}
      reaction={settings["comments.reaction"]}
      search={<DiscussionSearch article={discussion} count={discussion.commentCount} />}
    />
  );
}
