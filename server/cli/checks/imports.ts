import { sqlCheck } from "./check.ts";

export const imports = sqlCheck(
  "imports",
  "What an import remembers to have brought is still here.",
  (sql) => sql`
    select format('%s %s of %s was stored as %s, which is gone', i.kind, i.foreign_id, i.blog_url, i.local_id) as finding
    from imported_items as i
    where case i.kind
      when 'article' then not exists (select from articles as a where a.id::text = i.local_id)
      when 'comment' then not exists (select from comments as c where c.id::text = i.local_id)
      when 'category' then not exists (select from categories as c where c.id::text = i.local_id)
      when 'tag' then not exists (select from tags as t where t.id::text = i.local_id)
      when 'author' then not exists (select from authors as u where u.id::text = i.local_id)
      when 'picture' then not exists (select from media as m where m.id = i.local_id)
      else false end`,
);
