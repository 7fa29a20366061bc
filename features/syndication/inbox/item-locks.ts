import { eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { ItemAction, ItemBefore } from "#db/schema/syndication.ts";
import { feedItemDecisions, feedItems, feeds } from "#db/schema.ts";
import { invalidateCoverage } from "../publication/coverage.ts";

export type LockedRow = Pick<
  typeof feedItems.$inferSelect,
  | "id"
  | "feedId"
  | "title"
  | "author"
  | "contentHash"
  | "state"
  | "duplicateOfId"
  | "articleId"
  | "sourceChange"
  | "likeness"
>;

/**
 * Locks items with all that are merged into them, by ascending id, so that two decisions never wait for each other. Nobody else can merge
 * an item into a locked one meanwhile. Returns the rows by id.
 */
export async function lockItems(tx: Executor, ids: number[]): Promise<Map<number, LockedRow>> {
  await lockOnce(tx, ids);
  // What was merged into them while this waited is not among the rows of the statement that waited.
  const rows = await lockOnce(tx, ids);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Locks the feed of an item. Before the item, as when the feed is fetched. */
export async function lockFeedOfItem(tx: Executor, itemId: number): Promise<void> {
  await tx.execute(sql`
    select from ${feeds} where id = (select feed_id from ${feedItems} where id = ${itemId}) for no key update`);
}

function lockOnce(tx: Executor, ids: number[]): Promise<LockedRow[]> {
  return tx
    .select({
      id: feedItems.id,
      feedId: feedItems.feedId,
      title: feedItems.title,
      author: feedItems.author,
      contentHash: feedItems.contentHash,
      state: feedItems.state,
      duplicateOfId: feedItems.duplicateOfId,
      articleId: feedItems.articleId,
      sourceChange: feedItems.sourceChange,
      likeness: feedItems.likeness,
    })
    .from(feedItems)
    .where(sql`${feedItems.id} = any(${toIdArray(ids)}) or ${feedItems.duplicateOfId} = any(${toIdArray(ids)})`)
    .orderBy(feedItems.id)
    .for("update");
}

/** The items that are merged into this one, oldest first. */
export const listFollowers = (rows: Map<number, LockedRow>, id: number) =>
  [...rows.values()].filter(({ duplicateOfId }) => duplicateOfId === id);

export const toBefore = ({ state, articleId, duplicateOfId, sourceChange }: LockedRow): ItemBefore => ({
  state,
  articleId,
  duplicateOfId,
  sourceChange,
});

interface DecisionRecord {
  item: LockedRow;
  memberId: number;
  batchKey: string;
  action: ItemAction;
  detail?: Record<string, string | number>;
}

/** Records a decision after its effect, refreshes the article that shows the item, and returns the decision's id. */
export async function recordDecision(
  tx: Executor,
  { item, memberId, batchKey, action, detail = {} }: DecisionRecord,
): Promise<number> {
  const [row] = await tx
    .insert(feedItemDecisions)
    .values({ itemId: item.id, memberId, batchKey, action, before: toBefore(item), detail })
    .returning({ id: feedItemDecisions.id });
  if (!row) throw new Error(`The decision about item ${item.id} was not recorded.`);
  const [now] = await tx.select({ articleId: feedItems.articleId }).from(feedItems).where(eq(feedItems.id, item.id));
  await invalidateCoverage(tx, [item.articleId, now?.articleId ?? null]);
  return row.id;
}

/** Ids in a decision's detail, which holds texts and numbers only. */
export const formatIds = (ids: number[]) => ids.join(",");
export const parseIds = (text: string | number | undefined) =>
  String(text ?? "")
    .split(",")
    .filter(Boolean)
    .map(Number);

/** Merges items into another first item, whose article they get. */
export async function moveFollowers(
  tx: Executor,
  ids: number[],
  into: number,
  articleId: number | null,
): Promise<void> {
  if (ids.length > 0)
    await tx.update(feedItems).set({ duplicateOfId: into, articleId }).where(inArray(feedItems.id, ids));
}
