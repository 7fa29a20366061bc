import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { feedItems, feeds, sources } from "#db/schema.ts";
import { fetchPictureForJob } from "#features/media/uploads/fetch-picture.ts";
import { log } from "#lib/log/log.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { listWantedPictures } from "./queries.ts";

/** All pictures of an item together: an article waits no longer for them. A job is repeated after 120 s. */
const picturesTimeoutMs = 45_000;
const maxCreditLength = 200;

type FetchPicturesOptions = NonNullable<Parameters<typeof fetchPictureForJob>[2]>;

/**
 * Fetches the pictures that an article of the item shows and stores them in the library, credited to whom the item
 * names, or else to the source. One that fails is left out for good. Pictures that were tried before are not fetched
 * again. Call it outside a transaction.
 */
export async function fetchItemPictures(
  db: Executor,
  itemId: number,
  options: FetchPicturesOptions = {},
): Promise<void> {
  const [item] = await db
    .select({ pictures: feedItems.pictures, takes: feeds.pictures, source: sources.name })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .where(eq(feedItems.id, itemId));
  if (!item) return;
  const missing = listWantedPictures(item, item.takes).filter(({ mediaId }) => mediaId === undefined);
  if (missing.length === 0) return;
  const signal = AbortSignal.timeout(picturesTimeoutMs);
  const fetched = await Promise.all(
    missing.map(async ({ url, alt, credit }): Promise<[string, string | null]> => {
      const words = { alt, credit: shortenText(credit || item.source, maxCreditLength) };
      return [url, await fetchOne(db, { address: url, ...words, signal }, options)];
    }),
  );
  await storeOutcome(db, itemId, new Map(fetched));
}

async function fetchOne(
  db: Executor,
  picture: Parameters<typeof fetchPictureForJob>[1],
  options: FetchPicturesOptions,
): Promise<string | null> {
  try {
    const stored = await fetchPictureForJob(db, picture, options);
    return stored.ok ? stored.value.id : null;
  } catch (error) {
    // A full disk, for example: the article is published without the picture.
    log.warn({ err: error, address: picture.address }, "A picture of another site could not be stored.");
    return null;
  }
}

/** Notes what became of each address; pictures that the source added meanwhile stay untried. */
async function storeOutcome(db: Executor, itemId: number, fetched: Map<string, string | null>): Promise<void> {
  await db.transaction(async (tx) => {
    const [item] = await tx
      .select({ pictures: feedItems.pictures })
      .from(feedItems)
      .where(eq(feedItems.id, itemId))
      .for("no key update");
    if (!item) return;
    const pictures = item.pictures.map((picture): ItemPicture => {
      const mediaId = fetched.get(picture.url);
      return mediaId === undefined || picture.mediaId !== undefined ? picture : { ...picture, mediaId };
    });
    await tx.update(feedItems).set({ pictures }).where(eq(feedItems.id, itemId));
  });
}
