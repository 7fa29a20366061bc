import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { countProfileComments, listProfileComments, type ProfileComment } from "./queries.ts";

interface ProfileCommentsPage {
  comments: ProfileComment[];
  total: number;
  reactions: number;
}

/** Returns a page of a member's comments, with their total and the reactions they received. */
export function getProfileComments(memberId: number, page: number): Promise<ProfileCommentsPage> {
  // A change to an article's title or status, or to one of its comments, has that article's own tags.
  const tagsOf = ({ comments }: ProfileCommentsPage) => [
    commentCacheTags.member(memberId),
    ...comments.flatMap(({ article: { id } }) => [articleCacheTags.id(id), commentCacheTags.article(id)]),
  ];
  return cached(["profileComments", memberId, page], tagsOf, async () => {
    const db = database();
    const [comments, counts] = await Promise.all([
      listProfileComments(db, memberId, page),
      countProfileComments(db, memberId),
    ]);
    return { comments, total: counts.comments, reactions: counts.reactions };
  });
}

/** Counts the comments on a member's profile. Also depends on the articles, whose withdrawal hides comments. */
export async function countListedComments(memberId: number): Promise<number> {
  const load = () => countProfileComments(database(), memberId);
  const tags = [commentCacheTags.member(memberId), articleCacheTags.lists];
  return (await cached(["profileCommentCount", memberId], tags, load, { keep: true })).comments;
}
