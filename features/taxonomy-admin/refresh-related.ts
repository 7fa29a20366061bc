import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { enqueue, type JobKind } from "#lib/jobs.ts";
import { termTables } from "./queries.ts";
import { relatedBatchSize, startTimeBudget } from "./rules.ts";

interface RefreshProgress {
  kind: TermKind;
  id: number;
  /** The last article that was looked at. */
  after?: { at: string; article: number };
}

/** Works out the related selections of all published articles under a category or a tag, newest first: what is rare has become another thing. */
export const refreshTermRelatedJob: JobKind<RefreshProgress> = {
  name: "taxonomy-related",
  work: async (db, walk) => {
    const isOver = startTimeBudget();
    for (let next: RefreshProgress | undefined = walk; next; ) {
      const here: RefreshProgress = next;
      next = await db.transaction((tx) => refreshBatch(tx, here));
      if (!next || !isOver()) continue;
      await enqueue(db, refreshTermRelatedJob, next);
      return;
    }
  },
};

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
