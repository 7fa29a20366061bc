import { and, desc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, comments } from "#db/schema.ts";
import { hasSeparatePage } from "../queries.ts";
import { commentsPerProfilePage } from "../rules.ts";

/** What readers see of a member's: visible comments on published articles. */
const isShownOnProfile = (memberId: number) =>
  and(eq(comments.memberId, memberId), eq(comments.status, "visible"), eq(articles.status, "published"));

/**
 * Page `page` (from 1) of a member's comments, newest first, each with its article and its place there. "Nulls last" is the index's order: without it
 * a page sorts all that somebody ever wrote.
 */
export function listProfileComments(db: Executor, memberId: number, page: number) {
  return db
    .select({
      id: comments.id,
      thread: comments.thread,
      apart: hasSeparatePage,
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

/** How many comments of a member readers see, and how many reactions these received. */
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
