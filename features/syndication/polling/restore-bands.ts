import { desc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { feedItems } from "#db/schema.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { sketchText } from "../likeness/sketch.ts";

/** Items whose bands are computed in one call: a long text takes 100 ms, and a feed that hides many of its items holds the site's lock. */
export const maxRestored = 20;

/**
 * Computes the bands of items that are no longer merged or blocked. Such items have none, and without bands later copies of their texts would
 * not be found. A sketch is only a sample, so the bands are computed from the stored text, for the latest `maxRestored` items. One statement if no
 * item has a sketch.
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
