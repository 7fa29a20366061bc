import { desc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { feedItems } from "#db/schema.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { sketchText } from "../likeness/sketch.ts";

/** Items that get their bands at once: a long text takes 100 ms, under the site's lock where a feed hides many of its items. */
export const maxRestored = 20;

/**
 * Gives items that are no longer merged their bands, which duplicates have none of: without them later copies of their texts would wait too.
 * A sketch is a sample, from which bands cannot be made, so they are made from the stored text, of some items
 * only. One statement if none has a sketch.
 */
export async function restoreBands(tx: Executor, ids: readonly number[]): Promise<void> {
  const items = await tx
    .select({ id: feedItems.id, title: feedItems.title, bodyHtml: feedItems.bodyHtml })
    .from(feedItems)
    .where(
      sql`${feedItems.id} = any(${toIdArray([...ids])}) and ${feedItems.sketch} is not null and ${feedItems.bands} is null`,
    )
    .orderBy(desc(feedItems.id))
    .limit(maxRestored);
  for (const { id, title, bodyHtml } of items) {
    const bands = sketchText(title, toText(parseHtml(bodyHtml)))?.bands;
    if (bands) await tx.update(feedItems).set({ bands }).where(eq(feedItems.id, id));
  }
}
