import { database } from "#db/client.ts";
import {
  type Branch,
  countCommentPages,
  findBranch,
  listThreads,
  newestCommentId,
  type Thread,
} from "#features/comments/queries.ts";
import type { ThreadSort } from "#features/comments/rules.ts";
import { commentTagsOf } from "#features/comments/tags.ts";
import { tagged } from "#lib/cache.ts";

export interface ThreadsPage {
  threads: Thread[];
  /** 0: no visible comment. */
  pages: number;
  /** The site's newest comment when this was read: what is newer came after. */
  newest: number;
}

/** One page of an article's threads in an order. */
export async function getThreads(articleId: number, page: number, sort: ThreadSort = "oldest"): Promise<ThreadsPage> {
  "use cache";
  tagged(commentTagsOf.article(articleId), ...(sort === "best" ? [commentTagsOf.ranks(articleId)] : []));
  const db = database();
  // Asked first: a comment that comes between the two is offered as new and found to be there.
  const newest = await newestCommentId(db);
  const [threads, pages] = await Promise.all([
    listThreads(db, articleId, page, sort),
    countCommentPages(db, articleId),
  ]);
  return { threads, pages, newest };
}

/** A comment of an article and what hangs below it; with `after`, what its thread holds after that comment. */
export async function getBranch(articleId: number, id: number, after?: number): Promise<Branch | undefined> {
  "use cache";
  tagged(commentTagsOf.article(articleId));
  return findBranch(database(), articleId, id, after);
}
