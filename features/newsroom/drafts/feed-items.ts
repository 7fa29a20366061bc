import { and, asc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { feedItemDecisions, feedItems } from "#db/schema.ts";

const itemsOfArticles = (tx: Executor, articleIds: readonly number[]) =>
  tx
    .select({ id: feedItems.id })
    .from(feedItems)
    .where(sql`${feedItems.articleId} = any(${toIdArray([...articleIds])})`)
    .orderBy(asc(feedItems.id));

/** Locks the items of other sites' feeds that belong to an article. Before the article, as decisions about items do. */
export async function lockItemsOfArticle(tx: Executor, articleId: number): Promise<void> {
  await itemsOfArticles(tx, [articleId]).for("update");
}

/** The same for several articles, without waiting for anyone. Returns the items that it has locked. */
export async function lockFreeItemsOfArticles(tx: Executor, articleIds: readonly number[]): Promise<number[]> {
  const items = await itemsOfArticles(tx, articleIds).for("update", { skipLocked: true });
  return items.map(({ id }) => id);
}

/** Marks the items that these articles were made of, if any, as published. */
export async function markItemsPublished(tx: Executor, articleIds: number[]): Promise<void> {
  await tx
    .update(feedItems)
    .set({ state: "published" })
    .where(and(sql`${feedItems.articleId} = any(${toIdArray(articleIds)})`, eq(feedItems.state, "drafted")));
}

/**
 * Lets the items of a draft that is about to be deleted wait for a decision again: the one that it was made of, as if that were undone, and
 * those that were merged into the draft itself.
 */
export async function releaseItemsOfDraft(tx: Executor, articleId: number, memberId: number): Promise<void> {
  const open = sql`state = 'waiting', article_id = null, decided_at = null, published_hash = null, article_hash = null, source_change = null`;
  await tx.execute(sql`
    with made as (
      select i.id, i.state, i.source_change, (
        select d.id from ${feedItemDecisions} d where d.item_id = i.id and d.action in ('draft', 'publish')
          and not exists (select from ${feedItemDecisions} u where u.item_id = i.id and u.action = 'undo' and u.detail->>'of' = d.id::text)
        order by d.id desc limit 1) as decision
      from ${feedItems} i where i.article_id = ${articleId} and i.state in ('drafted', 'published'))
    insert into ${feedItemDecisions} (item_id, member_id, action, batch_key, before, detail)
    select made.id, ${memberId}::bigint, 'undo', 'undo:' || made.decision,
      jsonb_build_object('state', made.state, 'articleId', ${articleId}::bigint, 'duplicateOfId', null, 'sourceChange', made.source_change),
      jsonb_build_object('of', made.decision, 'action', d.action)
    from made join ${feedItemDecisions} d on d.id = made.decision`);
  await tx.execute(sql`
    update ${feedItems} set ${open}
    where article_id = ${articleId} and (state in ('drafted', 'published') or state = 'merged' and duplicate_of_id is null)`);
}
