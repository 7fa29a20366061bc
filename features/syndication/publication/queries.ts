import { and, eq, inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { feedItems, feeds, media, sources } from "#db/schema.ts";
import { reviewPolicy } from "../polling/policy-after-move.ts";
import type { PublishableItem } from "./article-content.ts";
import type { PlacedPicture } from "./place-pictures.ts";

/** An article shows this many pictures of its item; further ones are left out. */
export const maxItemPictures = 10;

export type LockedItem = Awaited<ReturnType<typeof lockItem>> & object;

/**
 * Locks an item until the transaction ends, so that of two decisions the second one sees the first, and an item that is
 * being merged into it waits.
 */
export async function lockItem(tx: Executor, id: number) {
  const [item] = await tx.select().from(feedItems).where(eq(feedItems.id, id)).for("update");
  if (!item) return undefined;
  const [feed] = await tx
    .select({
      body: feeds.body,
      indexing: feeds.indexing,
      categoryId: feeds.categoryId,
      authorId: feeds.authorId,
      termMappings: feeds.termMappings,
      takesPictures: feeds.pictures,
      editPolicy: feeds.editPolicy,
      deletionPolicy: feeds.deletionPolicy,
      movedFrom: feeds.movedFrom,
      sourceId: sources.id,
      source: { name: sources.name, url: sources.url, reservation: sources.reservation },
    })
    .from(feeds)
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .where(eq(feeds.id, item.feedId));
  if (!feed) throw new Error(`The item ${id} has no feed.`);
  const { source, movedFrom, ...written } = feed;
  const policy =
    movedFrom === null
      ? written
      : { ...written, editPolicy: reviewPolicy.editPolicy, deletionPolicy: reviewPolicy.deletionPolicy };
  const { name, url, reservation } = source;
  const publishable: PublishableItem = {
    ...item,
    ...policy,
    source: { name, url, isReserved: reservation?.isReserved ?? false },
  };
  return { ...item, policy, publishable };
}

/** The pictures of an item that its article may show. */
export function listWantedPictures({ pictures }: { pictures: ItemPicture[] }, takesPictures: boolean): ItemPicture[] {
  return takesPictures ? pictures.slice(0, maxItemPictures) : [];
}

/** Reads the pictures of an item that are in the library, in the order of the item. */
export async function listPlacedPictures(db: Executor, wanted: ItemPicture[]): Promise<PlacedPicture[]> {
  const ids = wanted.flatMap(({ mediaId }) => mediaId ?? []);
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: media.id, width: media.width, height: media.height })
    .from(media)
    .where(inArray(media.id, ids));
  const known = new Map(rows.map((row) => [row.id, row]));
  return wanted.flatMap(({ mediaId, alt, caption, block }) => {
    const row = mediaId ? known.get(mediaId) : undefined;
    return row ? [{ ...row, alt, caption, block }] : [];
  });
}

/** Counts the pictures that are still to be fetched for a draft made from an item; 0 for any other article. */
export async function countPendingPictures(db: Executor, articleId: number): Promise<number> {
  const [item] = await db
    .select({ pictures: feedItems.pictures, takes: feeds.pictures })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .where(and(eq(feedItems.articleId, articleId), eq(feedItems.state, "drafted")))
    .limit(1);
  return item ? listWantedPictures(item, item.takes).filter(({ mediaId }) => mediaId === undefined).length : 0;
}
