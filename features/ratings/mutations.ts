import { eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { announceChanges, commitColumns, invalidateTags } from "#db/invalidation.ts";
import { articles, members, ratings, type VoteState, watchedVotes } from "#db/schema.ts";
import type { RatingTotals } from "#features/articles/rating-mean.ts";
import type { Settings } from "#features/settings/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findVoteState, readRatings } from "./queries.ts";
import type { Voter } from "./vote-brigading/rules.ts";
import { watchVote } from "./vote-brigading/watch.ts";

interface VoteResult {
  articleId: number;
  stars: number | null;
  state: VoteState;
  /** The article's figures with this vote. */
  totals: RatingTotals;
  /** Its votes by stars from one to five. */
  counts: number[];
}

/** What the database function `cast_vote` returns (drizzle/functions/votes.sql). */
type CastVote =
  | { refusal: "articleGone" | "own" | "watched" }
  | ({ refusal?: undefined; changed: boolean } & Omit<VoteResult, "stars">);

/**
 * Applies a member's vote from the form: 1 to 5 stars, or null to withdraw it. Returns the member's stars now and whether they count.
 * Refused with `rating.articleGone` (unknown, draft, withdrawn) or `rating.own` (authors cannot rate their own articles). Votes of readers
 * who joined less than `ratings.trustedDays` days ago are watched; other votes take one statement.
 */
export async function castVote(
  db: Executor,
  memberId: number,
  slug: string,
  stars: number | null,
  settings: Settings,
): Promise<Result<VoteResult>> {
  const cast = await callCastVote(db, memberId, slug, stars, settings["ratings.trustedDays"]);
  if (cast.refusal !== "watched") return toResult(cast, stars);
  return db.transaction(async (tx) => {
    const watched = await callCastVote(tx, memberId, slug, stars, 0);
    if (watched.refusal !== undefined || !watched.changed) return toResult(watched, stars);
    const { articleId } = watched;
    const held = await watchVote(tx, articleId, await readVoter(tx, memberId), settings);
    if (held === 0) return toResult(watched, stars);
    const [state, ratings] = await Promise.all([findVoteState(tx, articleId, memberId), readRatings(tx, articleId)]);
    return toResult({ ...watched, state, ...ratings }, stars);
  });
}

async function callCastVote(
  tx: Executor,
  memberId: number,
  slug: string,
  stars: number | null,
  trustedDays: number,
): Promise<CastVote> {
  const [row] = await tx.execute<{ cast: CastVote; timeline: number; xid: string }>(
    sql`select cast_vote(${memberId}, ${slug}, ${stars}::smallint, ${trustedDays}) as cast, ${commitColumns}`,
  );
  if (!row) throw new Error("cast_vote returned no row.");
  if (row.cast.refusal === undefined && row.cast.changed) announceChanges(tx, row);
  return row.cast;
}

function toResult(cast: CastVote, stars: number | null): Result<VoteResult> {
  if (cast.refusal === "own") return refused("rating.own");
  if (cast.refusal !== undefined) return refused("rating.articleGone");
  const { articleId, state, totals, counts } = cast;
  return ok({ articleId, stars, state, totals, counts });
}

/** Reads what decides whether a member's votes are watched. The caller has locked the member. */
async function readVoter(tx: Executor, memberId: number): Promise<Voter> {
  const [voter] = await tx
    .select({ id: members.id, role: members.role, createdAt: members.createdAt })
    .from(members)
    .where(eq(members.id, memberId));
  if (!voter) throw new Error(`There is no member ${memberId}.`);
  return voter;
}

/**
 * Casts, changes or (stars null) withdraws a member's vote, and moves the article's count and sum by the difference in the same
 * transaction (`store_vote` in drizzle/functions/votes.sql). `stars` 1..5, enforced by the table.
 */
export async function rateArticle(
  tx: Executor,
  articleId: number,
  memberId: number,
  stars: number | null,
): Promise<void> {
  await tx.transaction(async (inner) => {
    const [vote] = await inner.execute<{ changed: boolean; is_counted: boolean }>(
      sql`select * from store_vote(${memberId}, ${articleId}, ${stars}::smallint)`,
    );
    if (vote?.changed && vote.is_counted)
      await invalidateTags(inner, [articleCacheTags.id(articleId), articleCacheTags.votes], "soon");
  });
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
