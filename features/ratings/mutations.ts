import { and, eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { articles, ratings } from "#db/schema.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findOwnVote } from "./queries.ts";

/**
 * A member's vote as the form brings it: 1 to 5 stars, or null to withdraw it. Says the stars that are theirs now.
 * Refused with `rating.articleGone` (unknown, draft, withdrawn) or `rating.own` (nobody rates their own article).
 */
export async function castVote(
  tx: Executor,
  memberId: number,
  slug: string,
  stars: number | null,
): Promise<Result<{ stars: number | null }>> {
  const article = await findOwnVote(tx, slug, memberId);
  if (!article) return refused("rating.articleGone");
  if (article.isAuthor) return refused("rating.own");
  await rateArticle(tx, article.articleId, memberId, stars);
  return ok({ stars });
}

/**
 * Gives, changes or (stars null) withdraws a member's vote, and moves the article's count and sum by the difference in the same
 * transaction. `stars` 1..5, enforced by the table. The article's row is locked first, so concurrent votes add up exactly.
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
    const own = and(eq(ratings.articleId, articleId), eq(ratings.memberId, memberId));
    const [before] = await inner.select({ stars: ratings.stars }).from(ratings).where(own);
    if ((before?.stars ?? null) === stars) return;
    if (stars === null) {
      await inner.delete(ratings).where(own);
    } else {
      await inner
        .insert(ratings)
        .values({ articleId, memberId, stars })
        .onConflictDoUpdate({ target: [ratings.articleId, ratings.memberId], set: { stars, updatedAt: sql`now()` } });
    }
    const more = Number(stars !== null) - Number(before !== undefined);
    await inner
      .update(articles)
      .set({
        ratingCount: sql`${articles.ratingCount} + ${more}::int`,
        ratingSum: sql`${articles.ratingSum} + ${(stars ?? 0) - (before?.stars ?? 0)}::int`,
      })
      .where(eq(articles.id, articleId));
    await announce(inner, articleTagsOf.figures({ id: articleId, slug: article.slug }), "soon");
  });
}

/** Withdraws all votes of a member, and takes them out of the articles' counts. The caller has locked the articles and announces them. */
export async function withdrawVotes(tx: Executor, memberId: number): Promise<void> {
  await tx.execute(sql`
    with gone as (delete from ${ratings} where member_id = ${memberId} returning article_id, stars)
    update ${articles} set rating_count = rating_count - 1, rating_sum = rating_sum - gone.stars
    from gone where ${articles.id} = gone.article_id`);
}
