import { sqlCheck } from "./check.ts";

export const headlines = sqlCheck(
  "headlines",
  "The list in which like headlines are looked for has the title of each published article, and of no other.",
  (sql) => sql`
    select case when h.article_id is null then format('the headline of article %s is not in the list', a.id)
      when a.id is null then format('the headline of article %s is in the list, and it is not published', h.article_id)
      else format('the headline of article %s is in the list as it was', a.id) end as finding
    from (select id, title from articles where status = 'published') as a full join article_headlines as h on h.article_id = a.id
    where h.title is distinct from a.title`,
);
