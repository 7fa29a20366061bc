import { type SQL, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags, type Urgency } from "#db/invalidation.ts";
import { articles, comments, ratings } from "#db/schema.ts";

/**
 * Updates whether the votes count, from their holds and their voters' bans, moves the articles' figures by the difference, and invalidates
 * their pages. The caller has locked the articles.
 * @param condition a condition on `r` (ratings)
 */
async function recountVotes(tx: Executor, condition: SQL, urgency: Urgency): Promise<void> {
  const changedArticles: { id: number; slug: string }[] = await tx.execute(sql`
    with wanted as (
      select r.article_id, r.member_id, r.stars,
        s.banned_at is null and coalesce(w.state, 'counted') in ('counted', 'released') as counted
      from ratings as r
      left join member_standings as s on s.member_id = r.member_id
      left join watched_votes as w on w.article_id = r.article_id and w.member_id = r.member_id
      where ${condition}
    ),
    changed as (
      update ratings as r set counted = wanted.counted from wanted
      where r.article_id = wanted.article_id and r.member_id = wanted.member_id and r.counted <> wanted.counted
      returning r.article_id, case when r.counted then 1 else -1 end as step, r.stars
    ),
    moved as (select article_id, sum(step)::int as votes, sum(step * stars)::int as stars from changed group by article_id)
    update articles as a set rating_count = a.rating_count + moved.votes, rating_sum = a.rating_sum + moved.stars
    from moved where a.id = moved.article_id
    returning a.id::int as id, a.slug`);
  await invalidateTags(
    tx,
    changedArticles.flatMap(({ id }) => [articleCacheTags.id(id), articleCacheTags.votes]),
    urgency,
  );
}

/**
 * Recounts an article's votes after holds or decisions about them.
 * @param urgency `soon` after a hold, which a burst of votes causes again and again
 */
export function recountArticleVotes(tx: Executor, articleId: number, urgency: Urgency = "now"): Promise<void> {
  return recountVotes(
    tx,
    sql`r.article_id = ${articleId} and exists (select from watched_votes as one where one.article_id = r.article_id and one.member_id = r.member_id)`,
    urgency,
  );
}

/**
 * Recounts a member's votes after a ban or its end: they leave the figures or return. Locks the articles on which the member voted or
 * wrote, in the common order, so that a ban that goes on to remove comments locks nothing new.
 */
export async function recountMemberVotes(tx: Executor, memberId: number): Promise<void> {
  await tx
    .select({ id: articles.id })
    .from(articles)
    .where(
      sql`${articles.id} in (select article_id from ${ratings} where member_id = ${memberId}
        union select article_id from ${comments} where member_id = ${memberId})`,
    )
    .orderBy(articles.id)
    .for("no key update");
  await recountVotes(tx, sql`r.member_id = ${memberId}`, "now");
}
