import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { database } from "#db/client.ts";
import {
  type Branch,
  type CommentThread,
  findBranch,
  findDiscussionExtent,
  listThreads,
} from "#features/comments/queries.ts";
import { isThreadClosed, type ThreadSort } from "#features/comments/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { tagged } from "#lib/cache.ts";

interface ThreadsPage {
  threads: CommentThread[];
  /** 0 if no comment is visible. */
  pages: number;
  /** The site's newest comment at the time of the read: comments with a higher id are newer. */
  newest: number;
}

/**
 * One page of an article's threads in an order. The order is always passed: leaving it out would make a second cache key for the same data.
 */
export async function getThreads(articleId: number, page: number, sort: ThreadSort): Promise<ThreadsPage> {
  "use cache";
  tagged(commentCacheTags.article(articleId), ...(sort === "best" ? [commentCacheTags.ranks(articleId)] : []));
  const db = database();
  // Read first: a comment posted between the two reads is then offered as new although the page has it, never missed.
  const extent = await findDiscussionExtent(db, articleId);
  return { threads: await listThreads(db, articleId, page, sort), ...extent };
}

/** A comment of an article and its replies; with `after`, the comments of its thread after that one. */
export async function getBranch(articleId: number, id: number, after?: number): Promise<Branch | undefined> {
  "use cache";
  tagged(commentCacheTags.article(articleId));
  return findBranch(database(), articleId, id, after);
}

/**
 * Whether an article's discussion is closed, manually or by age. When age closes it, the worker invalidates the entry
 * (`invalidateClosedByAge`).
 */
export function getIsClosed(article: {
  id: number;
  commentPolicy: string;
  commentsCloseAfterDays: number | null;
  publishedAt: Date;
}): Promise<boolean> {
  // Only the relevant fields: the whole article would become part of the cache key.
  return getIsClosedByKey(article.id, article.commentPolicy, article.commentsCloseAfterDays, article.publishedAt);
}

async function getIsClosedByKey(
  articleId: number,
  policy: string,
  closeAfterDays: number | null,
  publishedAt: Date,
): Promise<boolean> {
  "use cache";
  tagged(commentCacheTags.article(articleId));
  const settings = await getSettings();
  return isThreadClosed({ policy, publishedAt, closeAfterDays }, settings["comments.closeAfterDays"], new Date());
}
