import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleAuthors, articles, authors, ratings } from "#db/schema.ts";

/** A published article as one member may rate it: their stars, and whether they wrote it. Undefined if there is no such article. */
export async function findOwnVote(db: Executor, slug: string, memberId = 0) {
  const [row] = await db
    .select({ articleId: articles.id, stars: ratings.stars, isAuthor: isAuthor(memberId) })
    .from(articles)
    .leftJoin(ratings, and(eq(ratings.articleId, articles.id), eq(ratings.memberId, memberId)))
    .where(and(eq(articles.slug, slug), eq(articles.status, "published")));
  return row;
}

/** Whether a member stands behind one of the article's bylines. */
export const isAuthor = (memberId: number) =>
  sql<boolean>`exists (select 1 from ${articleAuthors} join ${authors} on ${authors.id} = ${articleAuthors.authorId} where ${articleAuthors.articleId} = ${articles.id} and ${authors.memberId} = ${memberId})`;
