import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments, members } from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { hasSeparatePage } from "../queries.ts";

/** How many of the newest comments are looked at; a discussion without any of them is not in the list. */
const newestComments = 500;
const maxDiscussions = 30;

/**
 * Lists the discussions with the newest comments, each with its newest one, in one statement. It reads a fixed number of rows of an index,
 * whatever the number of comments. "Nulls last" matches the index's order.
 */
export function listRecentDiscussions(db: Executor) {
  const latest = sql`
    select distinct on (article_id) article_id, id from (
      select article_id, id, created_at from comments where status = 'visible'
      order by created_at desc nulls last, id desc nulls last limit ${newestComments}) as newest
    order by article_id, created_at desc, id desc`;
  return db
    .select({
      id: comments.id,
      thread: comments.thread,
      hasSeparatePage,
      name: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      bodyHtml: comments.bodyHtml,
      createdAt: comments.createdAt,
      article: { id: articles.id, slug: articles.slug, title: articles.title, commentCount: articles.commentCount },
    })
    .from(sql`(${latest}) as latest`)
    .innerJoin(comments, sql`${comments.id} = latest.id`)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(hasReaders)
    .orderBy(sql`${comments.createdAt} desc`, sql`${comments.id} desc`)
    .limit(maxDiscussions);
}

export type RecentDiscussion = Awaited<ReturnType<typeof listRecentDiscussions>>[number];
