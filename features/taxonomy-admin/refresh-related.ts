import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { enqueue } from "#lib/jobs.ts";
import { type RefreshProgress, refreshTermRelatedJob } from "./jobs.ts";
import { termTables } from "./queries.ts";
import { relatedBatchSize, startTimeBudget } from "./rules.ts";

/**
 * Computes the related articles of all published articles with a term, newest first, after the term's frequency, which
 * weighs its matches, has changed.
 */
export async function refreshTermRelated(db: Executor, progress: RefreshProgress): Promise<void> {
  const isOver = startTimeBudget();
  for (let next: RefreshProgress | undefined = progress; next; ) {
    const here: RefreshProgress = next;
    next = await db.transaction((tx) => refreshBatch(tx, here));
    if (!next || !isOver()) continue;
    await enqueue(db, refreshTermRelatedJob, next);
    return;
  }
}

async function refreshBatch(tx: Executor, { kind, id, after }: RefreshProgress): Promise<RefreshProgress | undefined> {
  const { joins, column } = termTables[kind];
  const from = after
    ? sql`and (j.listed_at, j.article_id) < (${after.at}::timestamptz, ${after.article}::bigint)`
    : sql``;
  const rows = await tx.execute<{ article: string; at: string }>(sql`
    select j.article_id as article, j.listed_at::text as at from ${joins} j
    where j.${column} = ${id} and j.listed_at is not null ${from}
    order by j.listed_at desc nulls last, j.article_id desc nulls last limit ${relatedBatchSize}`);
  await refreshRelated(
    tx,
    rows.map(({ article }) => Number(article)),
  );
  const last = rows.at(-1);
  return last && rows.length === relatedBatchSize
    ? { kind, id, after: { at: last.at, article: Number(last.article) } }
    : undefined;
}
