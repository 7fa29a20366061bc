import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, feedItems } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { restoreBands } from "../polling/restore-bands.ts";
import type { LockedDecision } from "./decision-input.ts";
import { formatIds, type LockedRow, listFollowers, moveFollowers, recordDecision } from "./item-locks.ts";
import { mergeableStates } from "./rules.ts";

/**
 * Merges a waiting item into another item, or into an article. What is merged into the item moves along, so that no item is ever merged
 * into a merged one. An article that was made of an item stands for that item. Refused with `item.mergeTarget` or `item.mergeSelf`.
 */
export async function mergeItem(
  tx: Executor,
  { item, rows, memberId, batchKey }: LockedDecision,
  into: { item: number } | { article: number },
): Promise<Result<number>> {
  const first = "item" in into ? findFirst(rows, into.item) : findMaker(rows, into.article);
  if (first?.id === item.id) return refused("item.mergeSelf");
  if ("item" in into && !(first && mergeableStates.includes(first.state))) return refused("item.mergeTarget");
  if ("article" in into && !(await hasArticle(tx, into.article))) return refused("item.mergeTarget");
  const articleId = "article" in into ? into.article : (first?.articleId ?? null);
  const followers = listFollowers(rows, item.id).map(({ id }) => id);
  await tx
    .update(feedItems)
    .set({ state: "merged", duplicateOfId: first?.id ?? null, articleId, likeness: null })
    .where(eq(feedItems.id, item.id));
  await moveFollowers(tx, followers, first?.id ?? item.id, articleId);
  const detail = {
    ...(first ? { into: first.id } : {}),
    ...(articleId === null ? {} : { article: articleId }),
    ...(followers.length > 0 && { followers: formatIds(followers) }),
    ...(item.likeness && { likeness: JSON.stringify(item.likeness) }),
  };
  return ok(await recordDecision(tx, { item, memberId, batchKey, action: "merge", detail }));
}

/** "Not the same": a merged item waits for a decision of its own again. What it is merged into stays as it is. */
export async function splitItem(
  tx: Executor,
  { item, rows, memberId, batchKey }: LockedDecision,
): Promise<Result<number>> {
  await tx
    .update(feedItems)
    .set({ state: "waiting", duplicateOfId: null, articleId: null })
    .where(eq(feedItems.id, item.id));
  await restoreBands(tx, [item.id]);
  // Those of an item that was merged into an article directly.
  const followers = listFollowers(rows, item.id).map(({ id }) => id);
  await moveFollowers(tx, followers, item.id, null);
  return ok(await recordDecision(tx, { item, memberId, batchKey, action: "split" }));
}

/** The item itself, or the one that it is merged into. */
export function findFirst(rows: Map<number, LockedRow>, id: number): LockedRow | undefined {
  const item = rows.get(id);
  return item?.duplicateOfId ? rows.get(item.duplicateOfId) : item;
}

/** The item that the article was made of. */
function findMaker(rows: Map<number, LockedRow>, articleId: number): LockedRow | undefined {
  return [...rows.values()].find(
    (row) => row.articleId === articleId && (row.state === "drafted" || row.state === "published"),
  );
}

async function hasArticle(tx: Executor, id: number): Promise<boolean> {
  const rows = await tx.select({ id: articles.id }).from(articles).where(eq(articles.id, id)).for("key share");
  return rows.length > 0;
}
