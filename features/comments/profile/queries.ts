import { and, desc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments } from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { hasSeparatePage } from "../queries.ts";
import { commentsPerProfilePage } from "../rules.ts";

/** SQL condition for the comments on a profile: visible ones on published articles. */
const isShownOnProfile = (memberId: number) =>
  and(eq(comments.memberId, memberId), eq(comments.status, "visible"), hasReaders);

/**
 * Lists page `page` (from 1) of a member's comments, newest first, each with its article and its location there. "Nulls last" matches the
 * index's order: without it PostgreSQL would sort all comments of the member.
 */
export function listProfileComments(db: Executor, memberId: number, page: number) {
  return db
    .select({
      id: comments.id,
      thread: comments.thread,
      hasSeparatePage,
      isReply: sql<boolean>`${comments.parentId} is not null`,
      bodyHtml: comments.bodyHtml,
      reactions: comments.reactionCount,
      createdAt: comments.createdAt,
      article: { id: articles.id, slug: articles.slug, title: articles.title },
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .where(isShownOnProfile(memberId))
    .orderBy(sql`${comments.createdAt} desc nulls last`, desc(comments.id))
    .limit(commentsPerProfilePage)
    .offset((page - 1) * commentsPerProfilePage);
}

/** Counts a member's visible comments and the reactions they received. */
export async function countProfileComments(
  db: Executor,
  memberId: number,
): Promise<{ comments: number; reactions: number }> {
  const [row] = await db
    .select({
      comments: sql<number>`count(*)::int`,
      reactions: sql<number>`coalesce(sum(${comments.reactionCount}), 0)::int`,
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .where(isShownOnProfile(memberId));
  return row ?? { comments: 0, reactions: 0 };
}

export type ProfileComment = Awaited<ReturnType<typeof listProfileComments>>[number];
