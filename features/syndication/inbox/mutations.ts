import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { runRefusable } from "#db/refusable-transaction.ts";
import type { FeedItemState, ItemAction } from "#db/schema/syndication.ts";
import { feedItemDecisions, feedItems } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { releaseFollowers } from "../polling/release-followers.ts";
import { createArticleFromItem } from "../publication/mutations.ts";
import type { DecidedItem, ItemChoice, ItemDecisionInput, LockedDecision } from "./decision-input.ts";
import { type BlockKind, blockInFeed } from "./feed-blocks.ts";
import { refuseDecided } from "./item-history.ts";
import { formatIds, listFollowers, lockFeedOfItem, lockItems, recordDecision } from "./item-locks.ts";
import { mergeItem, splitItem } from "./merge.ts";
import { decideOnSourceChange } from "./source-changes.ts";

/**
 * Decides about one item, in a transaction of its own. A decision about a first item is one about its text: what is merged into it follows
 * (decision 070). Refused with `item.gone`, `item.decided` (somebody decided meanwhile), `item.changedMeanwhile` (what would be published
 * is not what the editor saw), or as the action refuses.
 */
export async function decideOnItem(db: Database, input: ItemDecisionInput): Promise<Result<DecidedItem>> {
  const { itemId, batchKey, choice, seenHash } = input;
  return runRefusable(db, async (tx) => {
    if (choice.action === "block") await lockFeedOfItem(tx, itemId);
    const rows = await lockItems(tx, await listLockedIds(tx, itemId, choice));
    const item = rows.get(itemId);
    if (!item) return refused("item.gone");
    const [repeated] = await tx
      .select({ decision: feedItemDecisions.id })
      .from(feedItemDecisions)
      .where(
        and(
          eq(feedItemDecisions.batchKey, batchKey),
          eq(feedItemDecisions.itemId, itemId),
          eq(feedItemDecisions.action, choice.action),
        ),
      );
    if (repeated) return ok({ item: itemId, ...repeated, action: choice.action, articleId: item.articleId });
    if (!expectedStates(choice.action).includes(item.state)) return refuseDecided(tx, item);
    const takesText = choice.action === "publish" || choice.action === "draft";
    if (takesText && seenHash !== undefined && seenHash !== item.contentHash) return refused("item.changedMeanwhile");
    const decided = await run(tx, { ...input, item, rows });
    if (!decided.ok) return decided;
    const [after] = await tx
      .update(feedItems)
      .set({ decidedAt: choice.action === "split" ? null : sql`now()` })
      .where(eq(feedItems.id, itemId))
      .returning({ articleId: feedItems.articleId });
    return ok({ item: itemId, decision: decided.value, action: choice.action, articleId: after?.articleId ?? null });
  });
}

/** The states in which an action finds its item. */
function expectedStates(action: ItemAction): FeedItemState[] {
  if (action === "split") return ["merged"];
  return action === "apply" || action === "ignore" || action === "withdraw" ? ["drafted", "published"] : ["waiting"];
}

/** The items that are locked together: the item, what it is merged into now, and what it will be merged into. */
async function listLockedIds(tx: Executor, itemId: number, choice: ItemChoice): Promise<number[]> {
  const named = choice.action === "merge" && "item" in choice.into ? [itemId, choice.into.item] : [itemId];
  const rows = await tx
    .select({ id: feedItems.id, duplicateOfId: feedItems.duplicateOfId })
    .from(feedItems)
    .where(inArray(feedItems.id, named));
  const ofArticle =
    choice.action === "merge" && "article" in choice.into
      ? await tx
          .select({ id: feedItems.id })
          .from(feedItems)
          .where(and(eq(feedItems.articleId, choice.into.article), inArray(feedItems.state, ["drafted", "published"])))
      : [];
  const all = [...rows.flatMap(({ id, duplicateOfId }) => [id, duplicateOfId ?? id]), ...ofArticle.map(({ id }) => id)];
  return [...new Set(all)];
}

async function run(tx: Executor, locked: LockedDecision): Promise<Result<number>> {
  const { choice } = locked;
  switch (choice.action) {
    case "publish":
    case "draft":
      return makeArticle(tx, locked, choice.action);
    case "skip":
      return skipItem(tx, locked);
    case "block":
      return blockItem(tx, locked, choice);
    case "merge":
      return mergeItem(tx, locked, choice.into);
    case "split":
      return splitItem(tx, locked);
    case "apply":
    case "ignore":
    case "withdraw":
      return decideOnSourceChange(tx, locked, choice.action);
  }
}

async function makeArticle(
  tx: Executor,
  { item, memberId, batchKey }: LockedDecision,
  action: "publish" | "draft",
): Promise<Result<number>> {
  const made = await createArticleFromItem(tx, item.id, {
    memberId,
    as: action === "publish" ? "published" : "draft",
  });
  if (!made.ok) return made;
  return ok(await recordDecision(tx, { item, memberId, batchKey, action, detail: { article: made.value.articleId } }));
}

/** Skips a text: what is merged into the item stays merged, and so is out of the inbox too. */
async function skipItem(tx: Executor, { item, memberId, batchKey }: LockedDecision): Promise<Result<number>> {
  await tx.update(feedItems).set({ state: "skipped" }).where(eq(feedItems.id, item.id));
  return ok(await recordDecision(tx, { item, memberId, batchKey, action: "skip" }));
}

/**
 * Blocks an item and, from now on, its author, a word or its whole feed. That is about this feed, so the oldest duplicate from another feed
 * takes the item's place in the inbox, and the other feeds' duplicates follow it.
 */
async function blockItem(
  tx: Executor,
  { item, rows, memberId, batchKey }: LockedDecision,
  { kind, word }: { kind: BlockKind; word?: string | undefined },
): Promise<Result<number>> {
  const line = kind === "author" ? item.author.trim() : kind === "word" ? (word ?? "").trim() : "";
  if (kind === "author" && line === "") return refused("item.authorMissing");
  if (kind === "word" && !includesWord(item.title, line)) return refused("form.invalid", { word: "item.wordMissing" });
  const added = await blockInFeed(tx, item.feedId, kind, line);
  await tx.update(feedItems).set({ state: "blocked", bands: null }).where(eq(feedItems.id, item.id));
  const [promotedId] = await releaseFollowers(tx, [item.id]);
  const promoted = promotedId === undefined ? undefined : rows.get(promotedId);
  const rest = listFollowers(rows, item.id).filter(({ id, feedId }) => feedId !== item.feedId && id !== promotedId);
  const detail = {
    ...{ kind, line, added: added ? 1 : 0 },
    ...(promoted && { promoted: promoted.id, followers: formatIds(rest.map(({ id }) => id)) }),
    ...(promoted?.likeness && { likeness: JSON.stringify(promoted.likeness) }),
  };
  return ok(await recordDecision(tx, { item, memberId, batchKey, action: "block", detail }));
}

/** Whether a title contains a word or words, whatever their case. */
function includesWord(title: string, word: string): boolean {
  return word !== "" && !word.includes("\n") && title.toLowerCase().includes(word.toLowerCase());
}
