import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ItemAction, ItemBefore } from "#db/schema/syndication.ts";
import { feedItems } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { writeDraft } from "#features/newsroom/drafts/mutations.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { deleteWithdrawal } from "#features/newsroom/drafts/withdraw.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { applySourceChange, ignoreSourceChange, withdrawItemArticle } from "../publication/source-changes.ts";
import type { LockedDecision } from "./decision-input.ts";
import { type LockedRow, recordDecision } from "./item-locks.ts";

/**
 * Decides about an item whose source edited or deleted it after an article was made of it: applies the change, ignores it, or withdraws the
 * article. Refused with `item.unchanged` if there is no change any more.
 */
export async function decideOnSourceChange(
  tx: Executor,
  { item, memberId, batchKey }: LockedDecision,
  action: "apply" | "ignore" | "withdraw",
): Promise<Result<number>> {
  if (item.sourceChange === null) return refused("item.unchanged");
  const [stored] = await tx
    .select({ publishedHash: feedItems.publishedHash })
    .from(feedItems)
    .where(eq(feedItems.id, item.id));
  const done =
    action === "apply"
      ? await applySourceChange(tx, item.id, memberId)
      : action === "ignore"
        ? await ignoreSourceChange(tx, item.id)
        : await withdrawItemArticle(tx, item.id, memberId);
  if (!done.ok) return done;
  await tx.update(feedItems).set({ sourceChange: null }).where(eq(feedItems.id, item.id));
  const detail: Record<string, string> = stored?.publishedHash ? { publishedHash: stored.publishedHash } : {};
  return ok(await recordDecision(tx, { item, memberId, batchKey, action, detail }));
}

/**
 * Undoes a decision about a source's change: the change waits again, and a withdrawn article is published again. An applied change stays: the
 * article's history has the earlier text. Refused with `item.undoApply`, `item.articleEdited`.
 */
export async function undoSourceChange(
  tx: Executor,
  item: LockedRow,
  { action, before, detail }: { action: ItemAction; before: ItemBefore; detail: Record<string, string | number> },
  memberId: number,
): Promise<Result<undefined>> {
  if (action === "apply") return refused("item.undoApply");
  if (action === "withdraw") {
    const draft = item.articleId === null ? undefined : await findDraft(tx, item.articleId, true);
    if (draft?.status !== "withdrawn") return refused("item.articleEdited");
    await deleteWithdrawal(tx, draft.id);
    await setArticleStatus(tx, [draft.id], "published");
    await recordActivity(tx, { kind: "published", actorId: memberId, subjectId: draft.id });
    await refreshRelated(tx, [draft.id]);
    await writeDraft(tx, draft.id, memberId, draft.differs ? draft.content : null, draft.version + 1, null);
  }
  const publishedHash = typeof detail.publishedHash === "string" ? { publishedHash: detail.publishedHash } : {};
  await tx
    .update(feedItems)
    .set({ sourceChange: before.sourceChange, ...publishedHash })
    .where(eq(feedItems.id, item.id));
  return ok(undefined);
}
