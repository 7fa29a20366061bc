import { sqlCheck } from "./check.ts";

/**
 * Chains are followed this far; a reader's request is followed no further than five redirects
 * (features/redirects/queries.ts).
 */
const maxRedirects = 5;

export const redirects = sqlCheck(
  "redirects",
  "Each redirect ends at a page of ours, in five hops at most, without going round in a circle.",
  (sql) => sql`
    with recursive walk (start, path, hops) as (
      select from_path, to_path, 1 from redirects where to_path is not null
      union all
      select w.start, r.to_path, w.hops + 1 from walk as w
      join redirects as r on r.from_path = w.path and r.to_path is not null
      where w.hops <= ${maxRedirects}
    ), ends as (
      select w.start, w.path from walk as w
      where w.hops <= ${maxRedirects} and not exists (select from redirects as r where r.from_path = w.path)
    ), named as (
      select start, path, split_part(path, '/', 2) as section, split_part(split_part(path, '/', 3), '?', 1) as slug from ends
    )
    select format('%s is more than %s hops from its end, or goes round', start, ${maxRedirects}::int) as finding
    from walk where hops = ${maxRedirects + 1}
    union all
    select format('%s leads to another site: %s', start, path) from ends where path !~ '^/([^/]|$)'
    union all
    select format('%s leads to %s, which is not there', start, path) from named as n
    where (section = 'articles' and not exists (select from articles as a where a.slug = n.slug))
      or (section = 'categories' and not exists (select from categories as c where c.slug = n.slug))
      or (section = 'tags' and not exists (select from tags as t where t.slug = n.slug))
      or (section = 'authors' and not exists (select from authors as u where u.handle = n.slug))
      or (section = 'members' and not exists (select from members as m where m.handle = n.slug and m.deleted_at is null))
      or (section = 'sources' and not exists (select from sources as s where s.slug = n.slug))
    union all
    select format('%s is the address of a published article', r.from_path) from redirects as r
    join articles as a on r.from_path = '/articles/' || a.slug and a.status = 'published'`,
);
