import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles } from "#db/schema.ts";

/** The discussion of a published page, with what the pages of a discussion show of an article. */
export async function findDiscussion(db: Executor, id: number) {
  const [row] = await db
    .select({
      id: articles.id,
      slug: articles.slug,
      title: articles.title,
      commentPolicy: articles.commentPolicy,
      slowModeMinutes: articles.slowModeMinutes,
      commentsCloseAfterDays: articles.commentsCloseAfterDays,
      commentCount: articles.commentCount,
      publishedAt: sql<Date>`${articles.publishedAt}`.mapWith(articles.publishedAt),
      updatedAt: articles.updatedAt,
    })
    .from(articles)
    .where(and(eq(articles.id, id), sql`${articles.status} = 'page'`, isNotNull(articles.publishedAt)));
  return row ?? null;
}
