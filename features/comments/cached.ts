import { database } from "#db/client.ts";
import { type CommentShown, countCommentPages, listThreads } from "#features/comments/queries.ts";
import type { Threaded } from "#features/comments/rules.ts";
import { commentTagsOf } from "#features/comments/tags.ts";
import { tagged } from "#lib/cache.ts";

/** One page of an article's threads, and how many pages there are (0: no visible comment). */
export async function getThreads(
  articleId: number,
  page: number,
): Promise<{ threads: Threaded<CommentShown>[]; pages: number }> {
  "use cache";
  tagged(commentTagsOf.article(articleId));
  const db = database();
  const [threads, pages] = await Promise.all([listThreads(db, articleId, page), countCommentPages(db, articleId)]);
  return { threads, pages };
}
