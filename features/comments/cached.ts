import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { database } from "#db/client.ts";
import { type Branch, findBranch, readThreadsPage, type ThreadsPage } from "#features/comments/queries.ts";
import { isThreadClosed, type ThreadSort } from "#features/comments/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";

/** One page of an article's threads in an order. */
export function getThreads(articleId: number, page: number, sort: ThreadSort): Promise<ThreadsPage> {
  const tags = [commentCacheTags.article(articleId), ...(sort === "best" ? [commentCacheTags.ranks(articleId)] : [])];
  return cached(["threads", articleId, page, sort], tags, () => readThreadsPage(database(), articleId, page, sort));
}

/** A comment of an article and its replies; with `after`, the comments of its thread after that one. */
export function getBranch(articleId: number, id: number, after?: number): Promise<Branch | undefined> {
  const tags = [commentCacheTags.article(articleId)];
  return cached(["branch", articleId, id, after], tags, () => findBranch(database(), articleId, id, after));
}

/**
 * Whether an article's discussion is closed, manually or by age. When age closes one, the worker invalidates its pages
 * (`invalidateClosedByAge`).
 */
export function getIsClosed(article: {
  id: number;
  commentPolicy: string;
  commentsCloseAfterDays: number | null;
  publishedAt: Date;
}): Promise<boolean> {
  const { id, commentPolicy: policy, commentsCloseAfterDays: closeAfterDays, publishedAt } = article;
  return cached(["isClosed", id], [commentCacheTags.article(id)], async () => {
    const settings = await getSettings();
    return isThreadClosed({ policy, publishedAt, closeAfterDays }, settings["comments.closeAfterDays"], new Date());
  });
}
