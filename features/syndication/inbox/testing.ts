import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { feedItems } from "#db/schema.ts";

/**
 * Lists what is wrong with the links between items and articles. Nothing may be merged into a merged item; what is merged has the article of
 * what it is merged into; only a merged item is a duplicate.
 */
export async function findBrokenLinks(db: Database): Promise<string[]> {
  const rows = await db.execute<{ id: number; problem: string }>(sql`
    select i.id, case
      when f.duplicate_of_id is not null then 'merged into a merged item'
      when i.state <> 'merged' then 'a duplicate that is not merged'
      else 'another article than its first item' end as problem
    from ${feedItems} i join ${feedItems} f on f.id = i.duplicate_of_id
    where f.duplicate_of_id is not null or i.state <> 'merged' or i.article_id is distinct from f.article_id
    union all
    select i.id, 'merged into nothing' from ${feedItems} i where i.state = 'merged' and i.duplicate_of_id is null and i.article_id is null
    union all
    select i.id, 'an article is missing' from ${feedItems} i where i.state in ('drafted', 'published') and i.article_id is null
    union all
    select min(i.id), 'two articles of one item group' from ${feedItems} i where i.state in ('drafted', 'published')
      group by i.article_id having count(*) > 1`);
  return rows.map(({ id, problem }) => `${id}: ${problem}`);
}
