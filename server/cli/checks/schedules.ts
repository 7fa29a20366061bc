import { sqlCheck } from "./check.ts";

export const schedules = sqlCheck(
  "schedules",
  "What is scheduled has its time, and what has a time waits for it.",
  (sql) => sql`
    select case when s.article_id is null then format('article %s is scheduled, for no time', a.id)
      else format('article %s (%s) is to be published at %s', a.id, a.status, s.publish_at) end as finding
    from (select article_id from unpublished_articles where status = 'scheduled' union select article_id from article_schedules) as one
    join articles as a on a.id = one.article_id left join article_schedules as s on s.article_id = a.id
    where (a.status = 'scheduled' and (s.article_id is null or s.failure is not null))
      or (s.failure is null and a.status not in ('scheduled', 'published'))
    order by a.id`,
);
