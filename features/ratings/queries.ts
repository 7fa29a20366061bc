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

/** How many votes cast here gave one star, two … five: five numbers. Imported totals are not among them: nobody knows their stars. */
export async function countStars(db: Executor, articleId: number): Promise<number[]> {
  const rows = await db
    .select({ stars: ratings.stars, votes: sql<number>`count(*)::int` })
    .from(ratings)
    .where(eq(ratings.articleId, articleId))
    .groupBy(ratings.stars);
  return [1, 2, 3, 4, 5].map((stars) => rows.find((row) => row.stars === stars)?.votes ?? 0);
}
