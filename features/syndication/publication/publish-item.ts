import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { runRefusable } from "#db/refusable-transaction.ts";
import { feedItemDecisions, feedItems, feeds } from "#db/schema.ts";
import { ok, type Refusal } from "#lib/result.ts";
import { fetchItemPictures } from "./fetch-pictures.ts";
import { createArticleFromItem, findMissingPart } from "./mutations.ts";
import { lockItem } from "./queries.ts";

type PictureOptions = Parameters<typeof fetchItemPictures>[2];

/**
 * The job of an item whose feed's policy is `publish`: fetches its pictures, then publishes it in one transaction. An
 * item that cannot be published as it is stays in the inbox with the reason. It may run again: an item that an editor
 * or an earlier run decided about is left alone, as is one whose feed's policy has changed or whose feed has moved to another site.
 */
export async function publishItemByPolicy(db: Executor, itemId: number, options: PictureOptions = {}): Promise<void> {
  const waiting = await findPublishable(db, itemId);
  if (!waiting) return;
  // The pictures of an item that cannot be published would stay in the library without use.
  if (!findMissingPart(waiting)) await fetchItemPictures(db, itemId, options);
  const published = await runRefusable(db, async (tx) => {
    const item = await lockItem(tx, itemId);
    if (!item || !(await findPublishable(tx, itemId))) return ok(undefined);
    const created = await createArticleFromItem(tx, itemId, { memberId: null, as: "published" });
    if (!created.ok) return created;
    const { state, articleId, duplicateOfId, sourceChange } = item;
    await tx
      .insert(feedItemDecisions)
      .values({
        ...{ itemId, memberId: null, action: "publish", batchKey: `policy:${itemId}` },
        before: { state, articleId, duplicateOfId, sourceChange },
      })
      .onConflictDoNothing();
    return ok(undefined);
  });
  if (published.ok) return;
  await db
    .update(feedItems)
    .set({ refusal: toReason(published) })
    .where(and(eq(feedItems.id, itemId), eq(feedItems.state, "waiting")));
}

/** Reads the parts of an item that its feed's policy publishes and that still waits; undefined for any other. */
async function findPublishable(db: Executor, itemId: number) {
  const { state, title, excerpt, bodyHtml, url } = feedItems;
  const [row] = await db
    .select({ title, excerpt, bodyHtml, url })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .where(
      and(eq(feedItems.id, itemId), eq(state, "waiting"), eq(feeds.publication, "publish"), isNull(feeds.movedFrom)),
    );
  return row;
}

/** The most precise message key of a refusal. */
const toReason = ({ code, fields }: Refusal): string => Object.values(fields ?? {})[0] ?? code;
