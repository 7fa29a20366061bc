import { commentTags } from "#db/cache-tags/comments.ts";
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
  /** 0: no visible comment. */
  pages: number;
  /** The site's newest comment when this was read: what is newer came after. */
  newest: number;
}

/** One page of an article's threads in an order (always said: an argument that is left out is another key, and the same data twice). */
export async function getThreads(articleId: number, page: number, sort: ThreadSort): Promise<ThreadsPage> {
  "use cache";
  tagged(commentTags.article(articleId), ...(sort === "best" ? [commentTags.ranks(articleId)] : []));
  const db = database();
  // Asked first: a comment that comes between the two is offered as new and found to be there.
  const extent = await findDiscussionExtent(db, articleId);
  return { threads: await listThreads(db, articleId, page, sort), ...extent };
}

/** A comment of an article and what hangs below it; with `after`, what its thread holds after that comment. */
export async function getBranch(articleId: number, id: number, after?: number): Promise<Branch | undefined> {
  "use cache";
  tagged(commentTags.article(articleId));
  return findBranch(database(), articleId, id, after);
}

/** Whether an article takes no more comments, by hand or by age. On the day that changes by itself the worker clears it (`invalidateClosedByAge`). */
export function getIsClosed(article: {
  id: number;
  commentPolicy: string;
  commentsCloseAfterDays: number | null;
  publishedAt: Date;
}): Promise<boolean> {
  // Only what decides it: the whole article would be part of the key.
  return getIsClosedByKey(article.id, article.commentPolicy, article.commentsCloseAfterDays, article.publishedAt);
}

async function getIsClosedByKey(
  articleId: number,
  policy: string,
  closeAfterDays: number | null,
  publishedAt: Date,
): Promise<boolean> {
  "use cache";
  tagged(commentTags.article(articleId));
  const settings = await getSettings();
  return isThreadClosed({ policy, publishedAt, closeAfterDays }, settings["comments.closeAfterDays"], new Date());
}
