import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { runRefusable } from "#db/refusable-transaction.ts";
import type { FeedItemState, ItemAction, ItemBefore, ItemLikeness } from "#db/schema/syndication.ts";
import { feedItemDecisions, feedItems } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { restoreBands } from "../polling/restore-bands.ts";
import { removeArticleOfItem } from "../publication/mutations.ts";
import { type BlockKind, unblockInFeed } from "./feed-blocks.ts";
import { findDecisionInForce, listItemDecisions, refuseDecided } from "./item-history.ts";
import {
  type LockedRow,
  listFollowers,
  lockFeedOfItem,
  lockItems,
  moveFollowers,
  parseIds,
  recordDecision,
} from "./item-locks.ts";
import { findFirst } from "./merge.ts";
import { undoSourceChange } from "./source-changes.ts";

export interface UndoneDecision {
  item: number;
  /** The id of the undo itself. */
  undo: number;
  decision: number;
  action: ItemAction;
  state: FeedItemState;
}

interface LockedUndo {
  item: LockedRow;
  rows: Map<number, LockedRow>;
  decision: { id: number; action: ItemAction; before: ItemBefore; detail: Record<string, string | number> };
  memberId: number;
}

/**
 * Undoes a decision: the item, what is merged into it, its article and its feed are as before. Only the decision in force of an item can be
 * undone. A repeated undo returns the first one's result. Refused with `item.undoGone`, `item.undoLater` (a later decision must be undone
 * first), `item.undoPromoted`, `item.undoApply`, `item.decided`, or as publication refuses (`item.articleEdited`).
 */
export async function undoItemDecision(
  db: Database,
  { decisionId, memberId }: { decisionId: number; memberId: number },
): Promise<Result<UndoneDecision>> {
  return runRefusable(db, async (tx) => {
    const [decision] = await tx
      .select({
        id: feedItemDecisions.id,
        itemId: feedItemDecisions.itemId,
        action: feedItemDecisions.action,
        before: feedItemDecisions.before,
        detail: feedItemDecisions.detail,
      })
      .from(feedItemDecisions)
      .where(eq(feedItemDecisions.id, decisionId));
    if (!decision || decision.action === "undo") return refused("item.undoGone");
    const { itemId, action } = decision;
    if (action === "block") await lockFeedOfItem(tx, itemId);
    const rows = await lockItems(tx, await listUndoneIds(tx, itemId, decision));
    const item = rows.get(itemId);
    if (!item) return refused("item.gone");
    const decisions = await listItemDecisions(tx, [itemId]);
    const earlier = decisions.find((one) => one.action === "undo" && Number(one.detail.of) === decisionId);
    if (earlier) return ok({ item: itemId, undo: earlier.id, decision: decisionId, action, state: item.state });
    if (findDecisionInForce(decisions)?.id !== decisionId) return refused("item.undoLater");
    if (!statesAfter[action].includes(item.state)) return refuseDecided(tx, item);
    const restored = await restore(tx, { item, rows, decision, memberId });
    if (!restored.ok) return restored;
    const isOpen = restored.value === "waiting";
    await tx
      .update(feedItems)
      .set({ state: restored.value, ...(isOpen && { decidedAt: null }) })
      .where(eq(feedItems.id, itemId));
    if (isOpen) await restoreBands(tx, [itemId]);
    const undo = await recordDecision(tx, {
      ...{ item, memberId, action: "undo" },
      batchKey: `undo:${decisionId}`,
      detail: { of: decisionId, action },
    });
    return ok({ item: itemId, undo, decision: decisionId, action, state: restored.value });
  });
}

/** Undoes all decisions of one request of this member, the last one first, each by itself. */
export async function undoBatch(
  db: Database,
  { batchKey, memberId }: { batchKey: string; memberId: number },
): Promise<{ item: number; result: Result<UndoneDecision> }[]> {
  const decisions = await db
    .select({ id: feedItemDecisions.id, item: feedItemDecisions.itemId })
    .from(feedItemDecisions)
    .where(and(eq(feedItemDecisions.batchKey, batchKey), eq(feedItemDecisions.memberId, memberId)))
    .orderBy(desc(feedItemDecisions.id));
  const results: { item: number; result: Result<UndoneDecision> }[] = [];
  for (const { id, item } of decisions)
    results.push({ item, result: await undoItemDecision(db, { decisionId: id, memberId }) });
  return results;
}

/** The states in which each action leaves its item. In another one, something else happened to it. */
const statesAfter: Record<ItemAction, FeedItemState[]> = {
  publish: ["published", "drafted"],
  draft: ["drafted", "published"],
  merge: ["merged"],
  skip: ["skipped"],
  block: ["blocked"],
  split: ["waiting"],
  apply: ["drafted", "published"],
  ignore: ["drafted", "published"],
  withdraw: ["drafted", "published"],
  undo: [],
};

/** The item, what it is merged into now, what it was merged into before, with the first item of that, and what took its place. */
async function listUndoneIds(
  tx: Executor,
  itemId: number,
  { before, detail }: Pick<LockedUndo["decision"], "before" | "detail">,
): Promise<number[]> {
  const named = [itemId, before.duplicateOfId ?? 0, Number(detail.promoted ?? 0)].filter((id) => id > 0);
  const rows = await tx
    .select({ id: feedItems.id, duplicateOfId: feedItems.duplicateOfId })
    .from(feedItems)
    .where(inArray(feedItems.id, named));
  return [...new Set(rows.flatMap(({ id, duplicateOfId }) => [id, duplicateOfId ?? id]))];
}

/** Undoes the effects of the decision on a locked item; returns the state that the item has then. */
async function restore(tx: Executor, undo: LockedUndo): Promise<Result<FeedItemState>> {
  const { item, decision, memberId } = undo;
  switch (decision.action) {
    case "publish":
    case "draft": {
      const removed = await removeArticleOfItem(tx, item.id, { memberId });
      if (!removed.ok) return removed;
      await setArticle(tx, undo, removed.value);
      return ok(decision.before.state);
    }
    case "block":
      return restoreBlocked(tx, undo);
    case "merge":
      return restoreMerged(tx, undo);
    case "split":
      return restoreSplit(tx, undo);
    case "apply":
    case "ignore":
    case "withdraw": {
      const restored = await undoSourceChange(tx, item, decision, memberId);
      return restored.ok ? ok(item.state) : restored;
    }
    default:
      return ok(decision.before.state);
  }
}

/** Gives the item and what is merged into it this article. */
async function setArticle(tx: Executor, { item, rows }: LockedUndo, articleId: number | null): Promise<void> {
  const ids = [item.id, ...listFollowers(rows, item.id).map(({ id }) => id)];
  await tx.update(feedItems).set({ articleId }).where(inArray(feedItems.id, ids));
}

async function restoreMerged(tx: Executor, { item, rows, decision }: LockedUndo): Promise<Result<FeedItemState>> {
  const { before, detail } = decision;
  await tx
    .update(feedItems)
    .set({ duplicateOfId: null, articleId: before.articleId, likeness: parseLikeness(detail.likeness) })
    .where(eq(feedItems.id, item.id));
  const own = listFollowers(rows, item.id);
  const moved = new Set(parseIds(detail.followers));
  const elsewhere = [...rows.values()].filter(
    ({ id, duplicateOfId }) => duplicateOfId !== null && duplicateOfId === item.duplicateOfId && moved.has(id),
  );
  const back = [...own.map(({ id }) => id), ...(await withoutLaterDecisions(tx, elsewhere, decision.id))];
  await moveFollowers(tx, back, item.id, before.articleId);
  return ok("waiting");
}

/** Items about which an editor decided since stay where that decision put them. */
async function withoutLaterDecisions(tx: Executor, items: LockedRow[], since: number): Promise<number[]> {
  const ids = items.map(({ id }) => id);
  const decisions = await listItemDecisions(tx, ids);
  return ids.filter((id) => {
    const inForce = findDecisionInForce(decisions.filter(({ itemId }) => itemId === id));
    return inForce === undefined || inForce.id < since;
  });
}

/** Puts a split item back: into the item that it was merged into, or into what that one was merged into since. */
async function restoreSplit(tx: Executor, { item, rows, decision }: LockedUndo): Promise<Result<FeedItemState>> {
  const { before } = decision;
  const first = before.duplicateOfId === null ? undefined : findFirst(rows, before.duplicateOfId);
  if (first?.id === item.id) return refused("item.mergeSelf");
  const articleId = first ? first.articleId : before.articleId;
  await tx
    .update(feedItems)
    .set({ duplicateOfId: first?.id ?? null, articleId })
    .where(eq(feedItems.id, item.id));
  const followers = listFollowers(rows, item.id).map(({ id }) => id);
  await moveFollowers(tx, followers, first?.id ?? item.id, articleId);
  return ok("merged");
}

/** Unblocks, and merges the item that took this one's place into it again, unless that was decided meanwhile. */
async function restoreBlocked(tx: Executor, { item, rows, decision }: LockedUndo): Promise<Result<FeedItemState>> {
  const { detail, before } = decision;
  if (detail.added) await unblockInFeed(tx, item.feedId, detail.kind as BlockKind, String(detail.line ?? ""));
  const promotedId = Number(detail.promoted ?? 0);
  if (promotedId === 0) return ok(before.state);
  const promoted = rows.get(promotedId);
  if (promoted?.state !== "waiting") return refused("item.undoPromoted");
  const followers = listFollowers(rows, promotedId).map(({ id }) => id);
  await moveFollowers(tx, [promotedId, ...followers], item.id, item.articleId);
  await tx
    .update(feedItems)
    .set({ state: "merged", likeness: parseLikeness(detail.likeness), bands: null, decidedAt: sql`now()` })
    .where(eq(feedItems.id, promotedId));
  return ok(before.state);
}

function parseLikeness(text: string | number | undefined): ItemLikeness | null {
  return typeof text === "string" ? (JSON.parse(text) as ItemLikeness) : null;
}
