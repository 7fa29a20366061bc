import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { listRecentDiscussions, type RecentDiscussion } from "./queries.ts";

/** Seconds after which a comment on an article outside the list appears; those on listed articles appear at once. */
const maxAge = 60;

/** The discussions with the newest comments. */
export function getRecentDiscussions(): Promise<RecentDiscussion[]> {
  const tagsOf = (list: RecentDiscussion[]) => [
    articleCacheTags.lists,
    ...list.flatMap(({ article: { id } }) => [articleCacheTags.id(id), commentCacheTags.article(id)]),
  ];
  return cached(["recentDiscussions"], tagsOf, () => listRecentDiscussions(database()), { maxAge });
}
