import { and, eq, type SQLWrapper } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, ratings, type VoteState, type WatchedVoteState, watchedVotes } from "#db/schema.ts";
import { hasReaders, isArticleAuthor, ratingTotals, toStarCounts, votesByStars } from "#features/articles/queries.ts";
import type { RatingTotals } from "#features/articles/rating-mean.ts";

/** Selects a published article with a member's vote: its stars and state, and whether the member is an author. */
export function selectVote(db: Executor, slug: string | SQLWrapper, memberId: number | SQLWrapper) {
  return db
    .select({
      articleId: articles.id,
      stars: ratings.stars,
      isAuthor: isArticleAuthor(memberId).as("is_author"),
      state: watchedVotes.state,
    })
    .from(articles)
    .leftJoin(ratings, and(eq(ratings.articleId, articles.id), eq(ratings.memberId, memberId)))
    .leftJoin(watchedVotes, and(eq(watchedVotes.articleId, articles.id), eq(watchedVotes.memberId, memberId)))
    .where(and(eq(articles.slug, slug), hasReaders));
}

/** Finds the state of a member's vote on an article. */
export async function findVoteState(db: Executor, articleId: number, memberId: number) {
  const [row] = await db
    .select({ state: watchedVotes.state })
    .from(watchedVotes)
    .where(and(eq(watchedVotes.articleId, articleId), eq(watchedVotes.memberId, memberId)));
  return toVoteState(row?.state);
}

/** Maps a watch state to a vote state; a released vote counts like any other. */
export function toVoteState(state: WatchedVoteState | null | undefined): VoteState {
  return state === "held" || state === "discarded" ? state : "counted";
}

/** Reads an article's totals and its votes that count by stars from one to five, in one statement. */
export async function readRatings(
  db: Executor,
  articleId: number,
): Promise<{ totals: RatingTotals; counts: number[] }> {
  const votes = votesByStars(articleId);
  const [row] = await db.select({ totals: ratingTotals, votes }).from(articles).where(eq(articles.id, articleId));
  if (!row) throw new Error(`There is no article ${articleId}.`);
  return { totals: row.totals, counts: toStarCounts(row.votes) };
}
