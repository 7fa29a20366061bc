import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { relatedArticles } from "#db/schema.ts";
import { maxStoredRelated } from "../rules.ts";
import { listLinkedArticles } from "./links.ts";
import { rankedSelections } from "./ranking.ts";

/**
 * Stored scores were computed when the site was smaller and its tags rarer, so a candidate may fall this far below them
 * and still be scored. Only a new site changes that fast (a tag of two out of two articles, then of three: 0.56).
 */
const minScoreShare = 0.5;

/** A pin has another text below it, so pinning what was first already changes what readers see. */
const shownId = sql`case when reasons ? 'pinned' then - related_id else related_id end`;

/**
 * Computes the selections of the given articles and stores the differences. `changed` are the articles whose displayed
 * list has changed; `entered` the other articles whose own selection would now include one of the given ones.
 */
export async function storeSelections(tx: Executor, ids: number[]): Promise<{ changed: number[]; entered: number[] }> {
  const links = await listLinkedArticles(tx, ids);
  const rows = await tx.execute<{ kind: "changed" | "entered"; id: number }>(sql`
    ${rankedSelections(ids, links)},
    before as (
      select article_id, array_agg(${shownId} order by rank) as shown from ${relatedArticles}
      where article_id = any(${toIdArray(ids)}) group by article_id
    ), after as (
      select article_id, array_agg(${shownId} order by rank) as shown from fresh group by article_id
    ), removed as (
      delete from ${relatedArticles} as r where r.article_id = any(${toIdArray(ids)})
        and not exists (select from fresh as f where f.article_id = r.article_id and f.related_id = r.related_id)
    ), stored as (
      insert into ${relatedArticles} as r (article_id, related_id, rank, score, reasons)
      select article_id, related_id, rank, score, reasons from fresh order by article_id, related_id
      on conflict (article_id, related_id) do update set rank = excluded.rank, score = excluded.score, reasons = excluded.reasons
        where (r.rank, r.score, r.reasons) is distinct from (excluded.rank, excluded.score, excluded.reasons)
    ), last as (
      select related.article_id, count(*) as stored_count, min(related.score) filter (where not related.reasons ? 'pinned') as score from ${relatedArticles} as related
      where related.article_id in (select related_id from pairs) group by related.article_id
    )
    select 'changed' as kind, coalesce(before.article_id, after.article_id) as id
    from before full join after on before.article_id = after.article_id
    where before.shown is distinct from after.shown
    union all
    select distinct 'entered', p.related_id from pairs as p
    left join last on last.article_id = p.related_id
    where last.stored_count is null or last.stored_count < ${maxStoredRelated} or p.score >= coalesce(last.score, 0) * ${minScoreShare}`);
  const of = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => Number(row.id));
  return { changed: of("changed"), entered: of("entered") };
}
