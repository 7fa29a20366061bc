import { sqlCheck } from "./check.ts";

export const feedItems = sqlCheck(
  "feed items",
  "Other sites' items are merged into first ones only, with their article; each article is made of one item",
  (sql) => sql`
    select format('item %s is merged into item %s, which is itself merged', m.id, f.id) as finding
    from feed_items as m join feed_items as f on f.id = m.duplicate_of_id where f.duplicate_of_id is not null
    union all
    select format('item %s is %s, but still names item %s as the first one', id, state, duplicate_of_id)
    from feed_items where duplicate_of_id is not null and state <> 'merged'
    union all
    select format('item %s is merged, but into nothing', id)
    from feed_items where state = 'merged' and duplicate_of_id is null and article_id is null
    union all
    select format('item %s is merged into item %s, but has article %s instead of %s', m.id, f.id,
      coalesce(m.article_id::text, 'none'), coalesce(f.article_id::text, 'none'))
    from feed_items as m join feed_items as f on f.id = m.duplicate_of_id
    where m.state = 'merged' and m.article_id is distinct from f.article_id
    union all
    select format('item %s is %s, but has no article', id, state)
    from feed_items where state in ('drafted', 'published') and article_id is null
    union all
    select format('item %s is a draft, but its article %s is published', i.id, a.id)
    from feed_items as i join articles as a on a.id = i.article_id where i.state = 'drafted' and a.status = 'published'
    union all
    select format('article %s was made of %s items: %s', article_id, count(*), string_agg(id::text, ', ' order by id))
    from feed_items where state in ('drafted', 'published') and article_id is not null
    group by article_id having count(*) > 1`,
);
