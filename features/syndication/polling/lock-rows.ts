import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { feedItems } from "#db/schema.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import type { Claimant } from "./address-owner.ts";
import { type Duplicate, findDuplicates, type Replaced } from "./find-duplicates.ts";
import type { StoredItem } from "./match-items.ts";

/** What may have become of an item since it was read. */
export type LockedState = Pick<
  typeof feedItems.$inferSelect,
  "id" | "state" | "duplicateOfId" | "articleId" | "publishedHash" | "sourceChange" | "missingAt"
>;

/** Locks items until the transaction ends, by ascending id as decisions do, and reads what they are now. */
async function lockRows(tx: Executor, ids: number[]): Promise<Map<number, LockedState>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({
      id: feedItems.id,
      state: feedItems.state,
      duplicateOfId: feedItems.duplicateOfId,
      articleId: feedItems.articleId,
      publishedHash: feedItems.publishedHash,
      sourceChange: feedItems.sourceChange,
      missingAt: feedItems.missingAt,
    })
    .from(feedItems)
    .where(sql`${feedItems.id} = any(${toIdArray(ids)})`)
    .orderBy(feedItems.id)
    .for("no key update");
  return new Map(rows.map((row) => [row.id, row]));
}

/** Editors decide while a document is stored: after so many attempts, what they keep deciding about is no first item. */
const maxAttempts = 3;

/**
 * Finds what new items repeat (`findDuplicates`), and locks those first items together with the stored ones that the document changes, so
 * that none of them is merged, blocked or published until these are stored. Returns the stored ones as they are now.
 */
export async function lockWithDuplicates(
  tx: Executor,
  claim: Claimant,
  added: readonly ItemContent[],
  stored: readonly StoredItem[],
): Promise<{ duplicates: (Duplicate | undefined)[]; replaced: Replaced[]; rows: Map<number, LockedState> }> {
  const storedIds = stored.map(({ id }) => id);
  for (let attempt = 1; ; attempt += 1) {
    const { duplicates: found, replaced } =
      added.length === 0 ? { duplicates: [], replaced: [] } : await findDuplicates(tx, claim, added);
    const firstIds = found.flatMap((one) => (one?.of && "itemId" in one.of ? [one.of.itemId] : []));
    const rows = await lockRows(tx, [...new Set([...storedIds, ...firstIds, ...replaced.map(({ itemId }) => itemId)])]);
    const isFirst = (id: number) => {
      const row = rows.get(id);
      return row !== undefined && row.duplicateOfId === null && row.state !== "blocked";
    };
    if (!firstIds.every(isFirst) && attempt < maxAttempts) continue;
    const duplicates = found.map((one) => {
      if (!one?.of || !("itemId" in one.of)) return one;
      const { itemId } = one.of;
      return isFirst(itemId) ? { ...one, articleId: rows.get(itemId)?.articleId ?? null } : undefined;
    });
    const isOpen = (id: number) => isFirst(id) && rows.get(id)?.state === "waiting";
    return { duplicates, replaced: replaced.filter(({ itemId }) => isOpen(itemId)), rows };
  }
}
