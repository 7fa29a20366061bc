import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { FeedPublication } from "#db/schema/syndication.ts";
import { feedItems, feeds } from "#db/schema.ts";
import { enqueueAll } from "#lib/jobs.ts";
import { itemPublicationJob } from "../jobs.ts";
import { invalidateCoverage } from "../publication/coverage.ts";
import { effectivePolicy } from "./policy-after-move.ts";
import { restoreBands } from "./restore-bands.ts";

interface PromotedItem {
  id: string;
  feed: string;
  article: string | null;
  publication: FeedPublication;
}

/**
 * Promotes, for each of these first items, the oldest duplicate from another feed. A policy or an editor has hidden the first item, which must
 * not hide other feeds' news. Duplicates from further feeds are merged into the promoted one, which is published if its feed publishes. One
 * statement if there are no duplicates. Returns the ids of the promoted items.
 */
export async function releaseFollowers(tx: Executor, firstIds: readonly number[]): Promise<number[]> {
  if (firstIds.length === 0) return [];
  const promoted = await tx.execute<PromotedItem & Record<string, unknown>>(sql`
    with picked as (
      select distinct on (o.id) m.id, o.id as first, o.feed_id as feed, o.article_id as article, ${effectivePolicy.publication} as publication
      from ${feedItems} o join ${feedItems} m on m.duplicate_of_id = o.id and m.feed_id <> o.feed_id join ${feeds} f on f.id = m.feed_id
      where o.id = any(${toIdArray([...firstIds])}) and m.state = 'merged' and f.status <> 'removed' order by o.id, m.id),
    promoted as (
      update ${feedItems} i set state = 'waiting', duplicate_of_id = null, likeness = null, article_id = null, decided_at = null
      from picked where i.id = picked.id),
    moved as (
      update ${feedItems} i set duplicate_of_id = picked.id, article_id = null from picked
      where i.duplicate_of_id = picked.first and i.id <> picked.id and i.feed_id <> picked.feed)
    select id, article, feed, publication from picked`);
  const ids = promoted.map(({ id }) => Number(id));
  if (ids.length === 0) return [];
  await restoreBands(tx, ids);
  await invalidateCoverage(
    tx,
    [...new Set(promoted.map(({ article }) => article && Number(article)))].map((id) => id || null),
  );
  const feedOf = new Map(promoted.map(({ id, feed }) => [Number(id), Number(feed)]));
  await enqueueAll(
    tx,
    itemPublicationJob,
    promoted.filter(({ publication }) => publication === "publish").map(({ id }) => ({ item: Number(id) })),
    new Date(),
    { groupOf: ({ item }) => feedOf.get(item) ?? 0 },
  );
  return ids;
}
