import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { VoteHoldFacts } from "#db/schema.ts";

/** The votes of a list: held for review, or discarded by a moderator. */
export type HeldVoteState = "held" | "discarded";

export interface HeldVote {
  id: number;
  version: number;
  memberId: number;
  name: string;
  stars: number;
  castAt: Date;
  /** When the account was created. */
  since: Date;
  reason: "young" | "burst";
  facts: VoteHoldFacts;
}

export interface HeldArticle {
  id: number;
  slug: string;
  title: string;
  /** The number of all listed votes; `votes` are the newest. */
  count: number;
  /** The time of the newest hold; votes held later are not shown. */
  heldAt: Date;
  /** The rating that readers see. */
  publicRating: { count: number; sum: number };
  /** The sum of the stars of all listed votes. */
  sum: number;
  /** The number of votes with one star, two … five. */
  stars: number[];
  votes: HeldVote[];
}

export const heldArticlesPerPage = 10;
/** Votes listed per article. A decision on all of an article's votes includes those not listed. */
const maxVotesPerArticle = 50;

interface HeldCursor {
  at: Date;
  id: number;
}

/**
 * Lists articles with held (or discarded) votes, newest hold first, plus one to tell whether another page follows. Two
 * statements.
 */
export async function listHeldArticles(
  db: Executor,
  listed: HeldVoteState,
  after?: HeldCursor,
): Promise<HeldArticle[]> {
  const rows = await db.execute<{
    id: string;
    slug: string;
    title: string;
    count: number;
    held_at: string;
    shown_count: number;
    shown_sum: number;
    sum: number;
    stars: number[];
  }>(sql`
    with listed as (
      select w.article_id, count(*)::int as count, max(w.held_at) as held_at, sum(r.stars)::int as sum,
        array[count(*) filter (where r.stars = 1), count(*) filter (where r.stars = 2), count(*) filter (where r.stars = 3),
          count(*) filter (where r.stars = 4), count(*) filter (where r.stars = 5)]::int[] as stars
      from watched_votes as w join ratings as r on r.article_id = w.article_id and r.member_id = w.member_id
      where w.state = ${listed}
      group by w.article_id
    )
    select a.id, a.slug, a.title, listed.count, listed.held_at, listed.sum, listed.stars,
      a.rating_count as shown_count, a.rating_sum as shown_sum
    from listed join articles as a on a.id = listed.article_id
    ${after ? sql`where (listed.held_at, a.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::bigint)` : sql``}
    order by listed.held_at desc, a.id desc limit ${heldArticlesPerPage + 1}`);
  const votes = await listHeldVotes(
    db,
    listed,
    rows.map(({ id }) => Number(id)),
  );
  return rows.map(({ id, slug, title, count, held_at, shown_count, shown_sum, sum, stars }) => ({
    id: Number(id),
    slug,
    title,
    count,
    heldAt: new Date(held_at),
    sum,
    stars,
    publicRating: { count: shown_count, sum: shown_sum },
    votes: votes.get(Number(id)) ?? [],
  }));
}

async function listHeldVotes(
  db: Executor,
  listed: HeldVoteState,
  articleIds: number[],
): Promise<Map<number, HeldVote[]>> {
  if (articleIds.length === 0) return new Map();
  const rows = await db.execute<{
    id: string;
    article_id: string;
    version: number;
    member_id: string;
    name: string;
    stars: number;
    cast_at: string;
    since: string;
    reason: "young" | "burst";
    facts: VoteHoldFacts;
  }>(sql`
    select one.*, m.name, m.created_at as since
    from unnest(${toIdArray(articleIds)}) as article (id)
    cross join lateral (
      select w.id, w.article_id, w.version, w.member_id, w.cast_at, w.reason, w.facts, r.stars
      from watched_votes as w join ratings as r on r.article_id = w.article_id and r.member_id = w.member_id
      where w.article_id = article.id and w.state = ${listed}
      order by w.cast_at desc, w.id desc limit ${maxVotesPerArticle}
    ) as one
    join members as m on m.id = one.member_id
    order by one.article_id, one.cast_at desc, one.id desc`);
  const votes = rows.map((row) => ({
    articleId: Number(row.article_id),
    id: Number(row.id),
    version: row.version,
    memberId: Number(row.member_id),
    name: row.name,
    stars: row.stars,
    castAt: new Date(row.cast_at),
    since: new Date(row.since),
    reason: row.reason,
    facts: row.facts,
  }));
  return Map.groupBy(votes, ({ articleId }) => articleId);
}

/** The number of held votes. A withdrawn vote no longer needs a decision. */
export const heldVoteCount = sql<number>`(
  select count(*)::int from watched_votes as held
  where held.state = 'held'
    and exists (select 1 from ratings where article_id = held.article_id and member_id = held.member_id))`;
