import { sqlCheck } from "./check.ts";

export const commentCounts = sqlCheck(
  "comment-count",
  "Each article's number of comments is that of its visible ones.",
  (sql) => sql`
    select format('article %s (%s) says %s, has %s', a.id, a.slug, a.comment_count, coalesce(c.n, 0)) as finding
    from articles as a
    left join (select article_id, count(*)::int as n from comments where status = 'visible' group by article_id) as c
      on c.article_id = a.id
    where a.comment_count <> coalesce(c.n, 0) order by a.id`,
);

export const ratingFigures = sqlCheck(
  "rating-figures",
  "Each article's number and sum of stars are those of its votes that count.",
  (sql) => sql`
    select format('article %s (%s) says %s votes, %s stars; has %s votes, %s stars',
      a.id, a.slug, a.rating_count, a.rating_sum, coalesce(r.n, 0), coalesce(r.stars, 0)) as finding
    from articles as a
    left join (select article_id, count(*)::int as n, sum(stars)::int as stars from ratings where counted group by article_id) as r
      on r.article_id = a.id
    where (a.rating_count, a.rating_sum) is distinct from (coalesce(r.n, 0), coalesce(r.stars, 0)) order by a.id`,
);

export const reactionCounts = sqlCheck(
  "reaction-count",
  "Each comment's number of reactions is that of its rows; an article's ranks name each of their threads once.",
  (sql) => sql`
    select format('comment %s says %s reactions, has %s', c.id, c.reaction_count, coalesce(r.n, 0)) as finding
    from comments as c
    left join (select comment_id, count(*)::int as n from comment_reactions group by comment_id) as r on r.comment_id = c.id
    where c.reaction_count <> coalesce(r.n, 0)
    union all
    select format('article %s ranks %s threads, from %s to %s, on %s places', article_id, count(distinct thread), min(thread), max(thread), max(rank))
    from thread_ranks group by article_id
    having count(distinct thread) <> count(*) or min(thread) <> 1 or max(thread) <> count(*) or max(rank) <> count(*)`,
);
