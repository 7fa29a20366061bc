import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { tagged } from "#lib/cache.ts";
import { commentTagsOf } from "../tags.ts";
import { type CommentOfMember, countCommentsOf, listCommentsOf } from "./queries.ts";

/** A page of a member's comments, with how many there are in all and the reactions they received. */
export async function getCommentsOf(
  memberId: number,
  page: number,
): Promise<{ comments: CommentOfMember[]; total: number; reactions: number }> {
  "use cache";
  const db = database();
  const [comments, counts] = await Promise.all([listCommentsOf(db, memberId, page), countCommentsOf(db, memberId)]);
  // An article's title, its withdrawal, or a change to one of its comments clears it under its own tags.
  const articles = comments.flatMap(({ article: { id } }) => [articleTagsOf.id(id), commentTagsOf.article(id)]);
  tagged(commentTagsOf.member(memberId), ...new Set(articles));
  return { comments, total: counts.comments, reactions: counts.reactions };
}
