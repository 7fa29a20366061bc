import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { feedItems } from "#db/schema.ts";
import { maxItemsPerDay } from "./rules.ts";

// Counts the jobs of a feed's policy that are queued, so that feeds take turns: a feed with a hub may bring an item every few seconds, and the
// pictures of each may take most of a minute.

/** Counts the items of a feed that wait to be published, without those that could not be. Reads at most a day's items. */
export async function countWaitingItems(tx: Executor, feedId: number): Promise<number> {
  const [row] = await tx.execute<{ total: number; pending: number }>(sql`
    select count(*)::int as total, count(*) filter (where refusal is null and fetched_at > now() - interval '1 day')::int as pending
    from (select refusal, fetched_at from ${feedItems} where feed_id = ${feedId} and state = 'waiting' limit ${maxItemsPerDay}::int) as w`);
  return row && row.total >= maxItemsPerDay ? row.total : (row?.pending ?? 0);
}

/** Counts the changes of a feed that wait to be applied, among the latest items with a change. */
export async function countWaitingChanges(tx: Executor, feedId: number): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select feed_id from ${feedItems} where source_change is not null order by id desc limit ${maxItemsPerDay}::int) as c
    where feed_id = ${feedId}`);
  return row?.count ?? 0;
}
