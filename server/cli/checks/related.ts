import { maxStoredRelated } from "#features/related/rules.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { sqlCheck } from "./check.ts";

export const related = sqlCheck(
  "related",
  "Selections hold published articles only, ranked 1, 2, 3 …, none that editors excluded or to which the text links.",
  (sql) => sql`
    select format('article %s (%s) shows article %s (%s)', a.id, a.status, o.id, o.status) as finding
    from related_articles as r join articles as a on a.id = r.article_id join articles as o on o.id = r.related_id
    where a.status <> 'published' or o.status <> 'published'
    union all
    select format('article %s has %s selected, ranked %s to %s', article_id, count(*), min(rank), max(rank))
    from related_articles group by article_id
    having min(rank) <> 1 or max(rank) <> count(*) or count(distinct rank) <> count(*) or count(*) > ${maxStoredRelated}
    union all
    select format('article %s shows article %s, which editors excluded', r.article_id, r.related_id)
    from related_articles as r join related_choices as c on c.article_id = r.article_id and c.related_id = r.related_id
    where c.kind = 'exclude'
    union all
    -- By its address or as a card; links by old addresses are left to the next refresh.
    select distinct format('article %s shows article %s, to which its text links', a.id, o.id)
    from (select id, body_html from articles where body_html like '%/articles/%' or body_html like '%<p data-card=%') as a
      cross join lateral regexp_matches(a.body_html,
        'href="(?:https?:)?(//[^/"?#]*)?/articles/([a-z0-9-]+)["/?#]|<p data-card="([0-9]{1,15})"', 'g') as found
      join related_articles as r on r.article_id = a.id
      join articles as o on o.id = r.related_id and (o.slug = found[2] or o.id::text = found[3])
    where found[1] is null or lower(found[1]) = ${`//${new URL(absoluteUrl("/")).host}`}`,
  "npm run vigie -- related",
);
