import { maxStoredRelated } from "#features/related/rules.ts";
import { sqlCheck } from "./check.ts";

export const related = sqlCheck(
  "related",
  "Selections hold published articles only, ranked 1, 2, 3 …",
  (sql) => sql`
    select format('article %s (%s) shows article %s (%s)', a.id, a.status, o.id, o.status) as finding
    from related_articles as r join articles as a on a.id = r.article_id join articles as o on o.id = r.related_id
    where a.status <> 'published' or o.status <> 'published'
    union all
    select format('article %s has %s selected, ranked %s to %s', article_id, count(*), min(rank), max(rank))
    from related_articles group by article_id
    having min(rank) <> 1 or max(rank) <> count(*) or count(distinct rank) <> count(*) or count(*) > ${maxStoredRelated}`,
);
