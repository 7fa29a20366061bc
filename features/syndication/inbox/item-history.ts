import { desc, eq, inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { FeedItemState, ItemAction } from "#db/schema/syndication.ts";
import { feedItemDecisions, members } from "#db/schema.ts";
import { type Refusal, refused } from "#lib/result.ts";

export interface RecordedItemDecision {
  id: number;
  itemId: number;
  action: ItemAction;
  detail: Record<string, string | number>;
  createdAt: Date;
  /** Null: a policy, or a deleted member. */
  member: string | null;
  memberId: number | null;
}

/** Lists the decisions about these items, the newest first. */
export async function listItemDecisions(db: Executor, itemIds: number[]): Promise<RecordedItemDecision[]> {
  if (itemIds.length === 0) return [];
  return db
    .select({
      id: feedItemDecisions.id,
      itemId: feedItemDecisions.itemId,
      action: feedItemDecisions.action,
      detail: feedItemDecisions.detail,
      createdAt: feedItemDecisions.createdAt,
      member: members.name,
      memberId: feedItemDecisions.memberId,
    })
    .from(feedItemDecisions)
    .leftJoin(members, eq(members.id, feedItemDecisions.memberId))
    .where(inArray(feedItemDecisions.itemId, itemIds))
    .orderBy(desc(feedItemDecisions.id));
}

/**
 * The decision that is in force: the last one that was not undone. Only it can be undone, so that undoing twice leads two decisions back.
 * @param decisions all of one item, newest first
 */
export function findDecisionInForce<D extends Pick<RecordedItemDecision, "id" | "action" | "detail">>(
  decisions: readonly D[],
): D | undefined {
  const undone = new Set(decisions.filter(({ action }) => action === "undo").map(({ detail }) => Number(detail.of)));
  return decisions.find(({ id, action }) => action !== "undo" && !undone.has(id));
}

/** Refuses a decision about an item that is not in the state that the editor saw: who decided what meanwhile, and when. */
export async function refuseDecided(tx: Executor, item: { id: number; state: FeedItemState }): Promise<Refusal> {
  const [last] = await listItemDecisions(tx, [item.id]);
  return refused("item.decided", undefined, {
    state: item.state,
    by: last?.memberId ? "member" : "policy",
    name: last?.member ?? "",
    // ISO 8601; the action formats it.
    at: (last?.createdAt ?? new Date()).toISOString(),
  });
}
