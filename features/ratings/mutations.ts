import { and, eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, members, ratings, type VoteState, watchedVotes } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findVote, findVoteState } from "./queries.ts";
import type { Voter } from "./vote-brigading/rules.ts";
import { unwatchVote, watchVote } from "./vote-brigading/watch.ts";

interface VoteResult {
  articleId: number;
  stars: number | null;
  state: VoteState;
}

/**
 * Applies a member's vote from the form: 1 to 5 stars, or null to withdraw it. Returns the member's stars now and whether they count.
 * Refused with `rating.articleGone` (unknown, draft, withdrawn) or `rating.own` (authors cannot rate their own articles).
 */
export async function castVote(
  db: Executor,
  memberId: number,
  slug: string,
  stars: number | null,
): Promise<Result<VoteResult>> {
  return db.transaction(async (tx): Promise<Result<VoteResult>> => {
    const article = await findVote(tx, slug, memberId);
    if (!article) return refused("rating.articleGone");
    if (article.isAuthor) return refused("rating.own");
    const { articleId } = article;
    const voter = await rateArticle(tx, articleId, memberId, stars);
    if (voter && stars !== null) await watchVote(tx, articleId, voter);
    if (stars === null) await unwatchVote(tx, articleId, memberId);
    return ok({ articleId, stars, state: stars === null ? "counted" : await findVoteState(tx, articleId, memberId) });
  });
}

/**
 * Casts, changes or (stars null) withdraws a member's vote, and moves the article's count and sum by the difference in the same
 * transaction. `stars` 1..5, enforced by the table. Locks voter and article first, in the order of a ban, so that concurrent votes add up
 * exactly and no vote escapes a ban. Undefined if nothing changes.
 */
export async function rateArticle(
  tx: Executor,
  articleId: number,
  memberId: number,
  stars: number | null,
): Promise<Voter | undefined> {
  return tx.transaction(async (inner) => {
    const [voter] = await inner
      .select({ id: members.id, role: members.role, createdAt: members.createdAt })
      .from(members)
      .where(eq(members.id, memberId))
      .for("share");
    const [article] = await inner
      .select({ id: articles.id })
      .from(articles)
      .where(eq(articles.id, articleId))
      .for("update");
    if (!article || !voter) throw new Error(`There is no article ${articleId} to rate, or no member ${memberId}.`);
    const ownVote = and(eq(ratings.articleId, articleId), eq(ratings.memberId, memberId));
    const [before] = await inner
      .select({ stars: ratings.stars, counted: ratings.counted })
      .from(ratings)
      .where(ownVote);
    if ((before?.stars ?? null) === stars) return undefined;
    const counted = before?.counted ?? (await isVoteCounted(inner, articleId, memberId));
    if (stars === null) {
      await inner.delete(ratings).where(ownVote);
    } else {
      await inner
        .insert(ratings)
        .values({ articleId, memberId, stars, counted })
        .onConflictDoUpdate({ target: [ratings.articleId, ratings.memberId], set: { stars, updatedAt: sql`now()` } });
    }
    if (!counted) return voter;
    const countChange = Number(stars !== null) - Number(before !== undefined);
    await inner
      .update(articles)
      .set({
        ratingCount: sql`${articles.ratingCount} + ${countChange}::int`,
        ratingSum: sql`${articles.ratingSum} + ${(stars ?? 0) - (before?.stars ?? 0)}::int`,
      })
      .where(eq(articles.id, articleId));
    await invalidateTags(inner, articleCacheTags.figures({ id: articleId }), "soon");
    return voter;
  });
}

/** Whether a new vote of this member counts: not if an earlier one on the article was held or discarded, nor while they are banned. */
async function isVoteCounted(tx: Executor, articleId: number, memberId: number): Promise<boolean> {
  const [row] = await tx.execute<{ counted: boolean }>(sql`
    select not exists (select from member_standings where member_id = ${memberId} and banned_at is not null)
      and not exists (select from watched_votes
        where article_id = ${articleId} and member_id = ${memberId} and state in ('held', 'discarded')) as counted`);
  return row?.counted ?? true;
}

/**
 * Withdraws all votes of a member and subtracts them from the articles' figures. The caller has locked the articles and invalidates their
 * pages.
 */
export async function withdrawVotes(tx: Executor, memberId: number): Promise<void> {
  await tx.execute(sql`
    with gone as (delete from ${ratings} where member_id = ${memberId} returning article_id, stars, counted),
    unwatched as (delete from ${watchedVotes} where member_id = ${memberId})
    update ${articles} set rating_count = rating_count - 1, rating_sum = rating_sum - gone.stars
    from gone where ${articles.id} = gone.article_id and gone.counted`);
}
