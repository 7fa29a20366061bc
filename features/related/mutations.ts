import { gt, sql } from "drizzle-orm";
import { relatedCacheTags } from "#db/cache-tags/related.ts";
import type { Database, Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { everythingTag, invalidateTags, type Urgency } from "#db/invalidation.ts";
import { articles, relatedArticles, relatedChoices } from "#db/schema.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import { batchSize } from "./rules.ts";
import { refreshKeywords } from "./selection/keywords.ts";
import { storeSelections } from "./selection/mutations.ts";
import { noteRelatedUpgraded } from "./selection/upgrade.ts";

/**
 * Refreshes the related articles. Call it last in the transaction that published, edited, withdrew or will delete
 * articles (`upsertArticle` does not call it, so that many articles cost one call). It recomputes the selections of
 * these articles, of those that show them and of those that would now show them, and invalidates the pages concerned
 * (`update` if articles were only published). An advisory lock serialises two such transactions from here to their
 * commit: otherwise each would miss the other's article.
 */
export async function refreshRelated(tx: Executor, articleIds: number[], urgency: Urgency = "now"): Promise<void> {
  const ids = [...new Set(articleIds)].sort((a, b) => a - b);
  if (ids.length === 0) return;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:related'))`);
  const changed = new Set<number>();
  const others = new Set<number>();
  for (const batch of splitIntoBatches(ids, batchSize)) {
    await refreshKeywords(tx, batch);
    const showing = await tx.execute<{ id: number }>(
      // A pinned article that was unpublished returns.
      sql`select article_id as id from ${relatedArticles} where related_id = any(${toIdArray(batch)})
        union select article_id from ${relatedChoices} where related_id = any(${toIdArray(batch)}) and kind = 'pin'`,
    );
    for (const row of showing) others.add(Number(row.id));
  }
  for (const batch of splitIntoBatches(ids, batchSize)) {
    const result = await storeSelections(tx, batch);
    for (const id of result.changed) changed.add(id);
    for (const id of result.entered) others.add(id);
  }
  for (const id of ids) others.delete(id);
  for (const batch of splitIntoBatches(
    [...others].sort((a, b) => a - b),
    batchSize,
  )) {
    for (const id of (await storeSelections(tx, batch)).changed) changed.add(id);
  }
  await invalidateTags(tx, [...changed].map(relatedCacheTags.article), urgency);
}

/**
 * Recomputes one article's own selection after an editor's choice, which concerns no other, and invalidates its page if
 * what it shows changed. Call it last in the transaction; it takes the same lock as `refreshRelated`.
 */
export async function refreshArticleSelection(tx: Executor, articleId: number): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:related'))`);
  const { changed } = await storeSelections(tx, [articleId]);
  await invalidateTags(tx, changed.map(relatedCacheTags.article), "now");
}

/**
 * Recomputes all selections of the site after an import of thousands of articles: one transaction per batch, so that
 * memory stays constant and it may be stopped and run again. `onProgress` gets the steps done and the total (two per
 * article, drafts too). Returns the number of published articles, which alone have selections.
 */
export async function rebuildRelated(
  db: Database,
  onProgress: (done: number, total: number) => void = () => {},
  signal?: AbortSignal,
): Promise<{ articles: number }> {
  const [count] = await db
    .select({
      all: sql<number>`count(*)::int`,
      published: sql<number>`(count(*) filter (where ${articles.status} = 'published'))::int`,
    })
    .from(articles);
  const total = (count?.all ?? 0) * 2;
  let done = 0;
  for (const step of [(tx: Executor, ids: number[]) => refreshKeywords(tx, ids), storeSelections]) {
    for await (const batch of listArticleBatches(db)) {
      signal?.throwIfAborted();
      await db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:related'))`);
        await step(tx, batch);
      });
      done += batch.length;
      onProgress(done, total);
    }
    // Between the two steps: a table that was just filled has no statistics, and a plan made without them scans it
    // whole.
    await db.execute(sql`analyze article_keywords`);
    await db.execute(sql`analyze related_articles`);
  }
  await noteRelatedUpgraded(db);
  await invalidateTags(db, [everythingTag], "update");
  return { articles: count?.published ?? 0 };
}

async function* listArticleBatches(db: Database): AsyncGenerator<number[]> {
  let after = 0;
  for (;;) {
    const rows = await db
      .select({ id: articles.id })
      .from(articles)
      .where(gt(articles.id, after))
      .orderBy(articles.id)
      .limit(batchSize);
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    yield rows.map((row) => row.id);
  }
}
