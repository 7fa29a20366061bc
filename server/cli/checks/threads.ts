import { sqlCheck } from "./check.ts";

export const threads = sqlCheck(
  "comment-threads",
  "Each reply stands in its parent's article and thread, one deeper than it; each thread has a first comment.",
  (sql) => sql`
    select format('comment %s (article %s, thread %s, depth %s) answers comment %s (article %s, thread %s, depth %s)',
      c.id, c.article_id, c.thread, c.depth, p.id, p.article_id, p.thread, p.depth) as finding
    from comments as c join comments as p on p.id = c.parent_id
    where c.article_id <> p.article_id or c.thread <> p.thread or c.depth <> least(p.depth + 1, 32767)
    union all
    select format('thread %s of article %s has %s comments and no first one', c.thread, c.article_id, count(*))
    from comments as c
    where c.parent_id is not null and not exists (
      select from comments as r where r.article_id = c.article_id and r.thread = c.thread and r.parent_id is null)
    group by c.article_id, c.thread`,
);
