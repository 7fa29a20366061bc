import { eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, members, ratings, type VoteState, watchedVotes } from "#db/schema.ts";
import type { RatingTotals } from "#features/articles/rating-mean.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findVote, findVoteState, readRatings, toVoteState } from "./queries.ts";
import type { Voter } from "./vote-brigading/rules.ts";
import { unwatchVote, watchVote } from "./vote-brigading/watch.ts";

interface VoteResult {
  articleId: number;
  stars: number | null;
  state: VoteState;
  /** The article's figures with this vote. */
  totals: RatingTotals;
  /** Its votes by stars from one to five. */
  counts: number[];
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
    // Pipelined, and run in this order: the reads see what was committed while the first statement waited for its lock.
    const [voter, article, settings] = await Promise.all([
      lockVoter(tx, memberId),
      findVote(tx, slug, memberId),
      readSettings(tx),
    ]);
    if (!article) return refused("rating.articleGone");
    if (article.isAuthor) return refused("rating.own");
    if (!voter) throw new Error(`There is no member ${memberId}.`);
    const { articleId } = article;
    const stored = await storeVote(tx, articleId, memberId, stars);
    const held = stored.changed && stars !== null ? await watchVote(tx, articleId, voter, settings) : 0;
    if (stars === null) await unwatchVote(tx, articleId, memberId);
    const state = held > 0 ? await findVoteState(tx, articleId, memberId) : toVoteState(article.state);
    const [{ totals, counts }] = await Promise.all([
      readRatings(tx, articleId),
      invalidateRatings(tx, articleId, stored),
    ]);
    return ok({ articleId, stars, state: stars === null ? "counted" : state, totals, counts });
  });
}

/**
 * Casts, changes or (stars null) withdraws a member's vote, and moves the article's count and sum by the difference in the same
 * transaction. `stars` 1..5, enforced by the table. Locks voter and article, in the order of a ban, so that concurrent votes add up exactly
 * and no vote escapes a ban.
 */
export async function rateArticle(
  tx: Executor,
  articleId: number,
  memberId: number,
  stars: number | null,
): Promise<void> {
  await tx.transaction(async (inner) => {
    if (!(await lockVoter(inner, memberId))) throw new Error(`There is no member ${memberId}.`);
    await invalidateRatings(inner, articleId, await storeVote(inner, articleId, memberId, stars));
  });
}

/** Locks a member's row until the transaction ends; undefined if there is none. Call it before locking the article. */
async function lockVoter(tx: Executor, memberId: number): Promise<Voter | undefined> {
  const [voter] = await tx
    .select({ id: members.id, role: members.role, createdAt: members.createdAt })
    .from(members)
    .where(eq(members.id, memberId))
    .for("no key update");
  return voter;
}

interface StoredVote {
  /** Whether the stars differ from those before. */
  changed: boolean;
  /** Whether the vote counts in the article's figures. */
  counted: boolean;
}

/**
 * Stores a vote and updates the article's figures. Locks the article's row until the transaction ends. A new vote does
 * not count if an earlier one by the member on the article was held or discarded, or while the member is banned.
 */
async function storeVote(tx: Executor, articleId: number, memberId: number, stars: number | null): Promise<StoredVote> {
  const lock = tx
    .select({ id: articles.id })
    .from(articles)
    .where(eq(articles.id, articleId))
    .for("no key update")
    .execute();
  // A statement of its own after the lock: it sees the decisions that were made while the lock was awaited.
  const store = tx.execute<StoredVote & Record<string, unknown>>(sql`
    with before as (
      select stars, counted from ratings where article_id = ${articleId} and member_id = ${memberId}
    ), vote as (
      select ${stars}::smallint as stars, (select stars from before) as former,
        coalesce((select counted from before), not exists (
          select from member_standings where member_id = ${memberId} and banned_at is not null
        ) and not exists (
          select from watched_votes
          where article_id = ${articleId} and member_id = ${memberId} and state in ('held', 'discarded')
        )) as counted
    ), stored as (
      insert into ratings (article_id, member_id, stars, counted)
      select ${articleId}, ${memberId}, stars, counted from vote where stars is not null and stars is distinct from former
      on conflict (article_id, member_id) do update set stars = excluded.stars, updated_at = now()
    ), withdrawn as (
      delete from ratings using vote where article_id = ${articleId} and member_id = ${memberId} and vote.stars is null
    ), moved as (
      update articles set
        rating_count = rating_count + (vote.stars is not null)::int - (vote.former is not null)::int,
        rating_sum = rating_sum + coalesce(vote.stars, 0) - coalesce(vote.former, 0)
      from vote where articles.id = ${articleId} and vote.counted and vote.stars is distinct from vote.former
    )
    select stars is distinct from former as changed, counted from vote`);
  const [[article], [vote]] = await Promise.all([lock, store]);
  if (!article || !vote) throw new Error(`There is no article ${articleId} to rate.`);
  return vote;
}

/** Invalidates the pages that show the article's figures if the vote changed them. */
async function invalidateRatings(tx: Executor, articleId: number, { changed, counted }: StoredVote): Promise<void> {
  if (changed && counted) await invalidateTags(tx, [articleCacheTags.id(articleId), articleCacheTags.votes], "soon");
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
