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
  "Each article's number and sum of stars are those of its votes.",
  (sql) => sql`
    select format('article %s (%s) says %s votes, %s stars; has %s votes, %s stars',
      a.id, a.slug, a.rating_count, a.rating_sum, coalesce(r.n, 0), coalesce(r.stars, 0)) as finding
    from articles as a
    left join (select article_id, count(*)::int as n, sum(stars)::int as stars from ratings group by article_id) as r
      on r.article_id = a.id
    where (a.rating_count, a.rating_sum) is distinct from (coalesce(r.n, 0), coalesce(r.stars, 0)) order by a.id`,
);
