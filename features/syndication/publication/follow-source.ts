import type { Executor } from "#db/client.ts";
import { feedItemDecisions } from "#db/schema.ts";
import { fetchItemPictures } from "./fetch-pictures.ts";
import { lockItem } from "./queries.ts";
import { applySourceChange } from "./source-changes.ts";

/**
 * The job of an item that its source edited or deleted: applies that if the feed's policy says so, otherwise an editor
 * decides in the inbox. It may run again: a change that was applied or ignored meanwhile is left alone.
 */
export async function followSourceByPolicy(
  db: Executor,
  itemId: number,
  options: Parameters<typeof fetchItemPictures>[2] = {},
): Promise<void> {
  if (!(await db.transaction((tx) => readFollowed(tx, itemId)))) return;
  await fetchItemPictures(db, itemId, options);
  await db.transaction(async (tx) => {
    const item = await readFollowed(tx, itemId);
    if (!item) return;
    const applied = await applySourceChange(tx, itemId, null);
    // A refusal wrote nothing, and the change stays in the inbox.
    if (!applied.ok || applied.value === "review") return;
    const { state, articleId, duplicateOfId, sourceChange } = item;
    await tx
      .insert(feedItemDecisions)
      .values({
        itemId,
        memberId: null,
        action: applied.value === "withdrawn" ? "withdraw" : "apply",
        batchKey: `policy:${itemId}:${sourceChange === "edited" ? item.contentHash : "deleted"}:${Date.now()}`,
        before: { state, articleId, duplicateOfId, sourceChange },
      })
      .onConflictDoNothing();
  });
}

/** Locks the item if its source changed it and the feed's policy follows such a change. */
async function readFollowed(tx: Executor, itemId: number) {
  const item = await lockItem(tx, itemId);
  if (item?.sourceChange === "edited") return item.policy.editPolicy === "apply" ? item : undefined;
  if (item?.sourceChange === "deleted") return item.policy.deletionPolicy === "withdraw" ? item : undefined;
  return undefined;
}
