import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { countProfileComments, listProfileComments, type ProfileComment } from "./queries.ts";

/** Returns a page of a member's comments, with their total and the reactions they received. */
export async function getProfileComments(
  memberId: number,
  page: number,
): Promise<{ comments: ProfileComment[]; total: number; reactions: number }> {
  "use cache";
  const db = database();
  const [comments, counts] = await Promise.all([
    listProfileComments(db, memberId, page),
    countProfileComments(db, memberId),
  ]);
  // A change to an article's title or status, or to one of its comments, invalidates this entry under its own tags.
  const articles = comments.flatMap(({ article: { id } }) => [articleCacheTags.id(id), commentCacheTags.article(id)]);
  tagged(commentCacheTags.member(memberId), ...new Set(articles));
  return { comments, total: counts.comments, reactions: counts.reactions };
}
