import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { feedItems } from "#db/schema.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";

/** How many earlier items of a feed, and how many of one document, are stored with the same band. */
export const maxItemsOfBand = 50;

/**
 * Leaves out bands that many items of the feed have already. A feed of thousands of similar texts, such as weather reports or a hostile feed,
 * would otherwise be read whole, under the site's lock, for each new item of any feed that shares a band with it. New items are still compared
 * by all of their bands. One statement if there are bands; call it before the lock.
 * @returns a function that returns an item with the bands that it is stored with
 */
export async function limitBands(
  tx: Executor,
  feedId: number,
  items: readonly ItemContent[],
): Promise<(item: ItemContent) => ItemContent> {
  const counts = new Map<number, number>();
  const all = [...new Set(items.flatMap(({ bands }) => bands ?? []))];
  if (all.length === 0) return (item) => item;
  const list = `{${all.join(",")}}`;
  const full = await tx.execute<{ band: string }>(sql`
    select b::text as band from ${feedItems} i cross join unnest(i.bands) as b
    where i.feed_id = ${feedId} and i.bands && (select ${list}::bigint[]) and b in (select unnest(${list}::bigint[]))
    group by b having count(*) >= ${maxItemsOfBand}::int`);
  for (const { band } of full) counts.set(Number(band), maxItemsOfBand);
  const kept = new Map<ItemContent, ItemContent>();
  for (const item of items) {
    const bands = item.bands?.filter((band) => (counts.get(band) ?? 0) < maxItemsOfBand) ?? null;
    for (const band of bands ?? []) counts.set(band, (counts.get(band) ?? 0) + 1);
    kept.set(item, bands?.length === item.bands?.length ? item : { ...item, bands: bands?.length ? bands : null });
  }
  return (item) => kept.get(item) ?? item;
}
