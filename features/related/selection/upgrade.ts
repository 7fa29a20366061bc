import { sql } from "drizzle-orm";
import { relatedCacheTags } from "#db/cache-tags/related.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articleKeywords, articles } from "#db/schema.ts";
import { refreshKeywords } from "./keywords.ts";
import { storeSelections } from "./mutations.ts";

/** Earlier versions stored at most this many keywords of an article; one with fewer has no more. */
const formerMaxKeywords = 20;
/** Articles per transaction. Publications wait for its end. */
const upgradeBatchSize = 50;
/** How long one run takes; the next one continues. */
const upgradeBudgetMs = 10_000;

/**
 * After an upgrade, gives the articles of earlier versions their further keywords, and then computes all selections
 * again, in short transactions. The progress is stored with each step (`search_progress`), so it may be stopped at any
 * point. Does nothing once all articles are done, or after `vigie related`. Returns how many articles were processed,
 * counted once for keywords and once for selections.
 */
export async function upgradeRelated(
  db: Database,
  { signal, budgetMs = upgradeBudgetMs }: { signal?: AbortSignal; budgetMs?: number } = {},
): Promise<number> {
  const until = performance.now() + budgetMs;
  let computed = 0;
  await db.execute(sql`
    insert into search_progress (part, total) select 'related-words', count(*) from articles
    where not exists (select from search_progress where part = 'related-words') on conflict do nothing`);
  for (const part of ["related-words", "related-selections"] as const) {
    for (;;) {
      if (signal?.aborted || performance.now() > until) return computed;
      const written = await upgradeStep(db, part);
      if (written === undefined) break;
      computed += written;
    }
  }
  return computed;
}

/** Computes the next batch, the newest articles first. Returns how many were computed; undefined if none is left. */
async function upgradeStep(db: Database, part: "related-words" | "related-selections"): Promise<number | undefined> {
  const [at] = await db.execute<{ last_id: string | null }>(sql`
    select last_id from search_progress where part = ${part} and finished_at is null`);
  if (!at) return undefined;
  const rows = await db.execute<{ id: string; former: boolean }>(sql`
    select a.id, (select count(*) from ${articleKeywords} as k where k.article_id = a.id) = ${formerMaxKeywords} as former
    from ${articles} as a where a.id < coalesce(${at.last_id}::bigint, 9223372036854775807) order by a.id desc limit ${upgradeBatchSize}`);
  const last = rows.at(-1);
  if (!last) {
    if (part === "related-words") await db.execute(sql`analyze article_keywords`);
    await db.execute(sql`update search_progress set finished_at = now(), total = done where part = ${part}`);
    return undefined;
  }
  const ids = rows.filter(({ former }) => former || part === "related-selections").map(({ id }) => Number(id));
  await db.transaction(async (tx) => {
    if (ids.length > 0) await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:related'))`);
    if (ids.length > 0 && part === "related-words") {
      await refreshKeywords(tx, ids);
      await tx.execute(sql`
        insert into search_progress (part, total) select 'related-selections', total from search_progress where part = 'related-words'
        on conflict do nothing`);
    }
    await tx.execute(sql`
      update search_progress set done = done + ${rows.length}, total = greatest(total, done + ${rows.length}), last_id = ${last.id}
      where part = ${part} and last_id is not distinct from ${at.last_id}::bigint`);
    if (part === "related-words" || ids.length === 0) return;
    const { changed } = await storeSelections(tx, ids);
    await invalidateTags(tx, changed.map(relatedCacheTags.article), "update");
  });
  return ids.length;
}

/** Notes that all selections were computed with this version's keywords. */
export async function noteRelatedUpgraded(db: Executor): Promise<void> {
  await db.execute(sql`
    insert into search_progress (part, total, finished_at)
    select part, 0, now() from unnest(array['related-words', 'related-selections']) as part
    on conflict (part) do update set finished_at = now()`);
}
