import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleRevisionMedia, articleRevisions, backfills, media } from "#db/schema.ts";

/** The name under which the migration that brought the table left the older revisions to be read. */
const backfill = "revision-pictures";

/** Revisions read in one transaction: a fifth of a second where each is an article of 5,000 words. */
const batchSize = 200;

/** Whether revisions from before the table of their pictures are still to be read: which pictures they show is not known yet. */
export async function isRevisionBackfillPending(db: Executor): Promise<boolean> {
  return (await db.select().from(backfills).where(eq(backfills.name, backfill))).length > 0;
}

/**
 * Notes the pictures of the older revisions, the newest first, a batch per transaction, until all are read (true) or `until` says that it is
 * enough. May be stopped at any point and begun again; two at once take turns.
 */
export async function backfillRevisionPictures(db: Executor, until: () => boolean): Promise<boolean> {
  for (;;) {
    if (await db.transaction(backfillBatch)) return true;
    if (until()) return false;
  }
}

/** Reads one batch; true when none is left. */
async function backfillBatch(tx: Executor): Promise<boolean> {
  const [left] = await tx.select().from(backfills).where(eq(backfills.name, backfill)).for("update");
  if (!left) return true;
  const [read] = await tx.execute<{ first: string | null }>(sql`
    with batch as materialized (
      select id, content from ${articleRevisions} where id < ${left.beforeId} order by id desc nulls last limit ${batchSize}
    ), shown as materialized (
      select batch.id as revision_id, found as media_id from batch cross join lateral pictures_in(batch.content) as found
    ), held as (
      select id from ${media} where id in (select media_id from shown) order by id for key share
    ), noted as (
      insert into ${articleRevisionMedia} (revision_id, media_id)
      select shown.revision_id, held.id from shown join held on held.id = shown.media_id
      on conflict do nothing
    )
    select min(id) as first from batch`);
  if (read?.first == null) await tx.delete(backfills).where(eq(backfills.name, backfill));
  else
    await tx
      .update(backfills)
      .set({ beforeId: Number(read.first) })
      .where(eq(backfills.name, backfill));
  return read?.first == null;
}
