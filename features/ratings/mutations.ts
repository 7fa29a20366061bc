import { and, eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { articles, ratings } from "#db/schema.ts";
import { articleTagsOf } from "#features/articles/tags.ts";

/**
 * Gives, changes or (stars null) withdraws a member's vote, and sets the article's count and sum in the same transaction.
 * `stars` 1..5, enforced by the table. The article's row is locked first, so concurrent votes add up exactly.
 */
export async function rateArticle(
  tx: Executor,
  articleId: number,
  memberId: number,
  stars: number | null,
): Promise<void> {
  await tx.transaction(async (inner) => {
    const [article] = await inner
      .select({ slug: articles.slug })
      .from(articles)
      .where(eq(articles.id, articleId))
      .for("update");
    if (!article) throw new Error(`There is no article ${articleId} to rate.`);
    if (stars === null) {
      await inner.delete(ratings).where(and(eq(ratings.articleId, articleId), eq(ratings.memberId, memberId)));
    } else {
      await inner
        .insert(ratings)
        .values({ articleId, memberId, stars })
        .onConflictDoUpdate({ target: [ratings.articleId, ratings.memberId], set: { stars, updatedAt: new Date() } });
    }
    await recountRatings(inner, articleId);
    await announce(inner, articleTagsOf.figures({ id: articleId, slug: article.slug }));
  });
}

/** Sets an article's count and sum from its votes. */
export async function recountRatings(tx: Executor, articleId: number): Promise<void> {
  await tx.execute(sql`
    update ${articles} set rating_count = votes.n, rating_sum = votes.total
    from (select count(*)::int as n, coalesce(sum(stars), 0)::int as total from ${ratings} where article_id = ${articleId}) as votes
    where ${articles.id} = ${articleId}`);
}
