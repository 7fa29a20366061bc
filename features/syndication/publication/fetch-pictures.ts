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
/** How long an editor who opens an item waits for its pictures; the job fetches the others. */
const editorTimeoutMs = 8_000;
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
  await storeOutcome(db, itemId, await fetchMissing(db, itemId, picturesTimeoutMs, options));
}

/**
 * Fetches the pictures of an item that an editor is about to open, so that the draft has them from the beginning: added
 * later, they would change the text under the editor's hands. Those that fail or take long are left to the job.
 */
export async function prefetchItemPictures(
  db: Executor,
  itemId: number,
  options: FetchPicturesOptions = {},
): Promise<void> {
  const fetched = await fetchMissing(db, itemId, editorTimeoutMs, options);
  await storeOutcome(db, itemId, new Map([...fetched].filter(([, mediaId]) => mediaId !== null)));
}

/** Fetches the pictures that were not tried yet: their ids in the library by address, or null for one that failed. */
async function fetchMissing(
  db: Executor,
  itemId: number,
  timeoutMs: number,
  options: FetchPicturesOptions,
): Promise<Map<string, string | null>> {
  const [item] = await db
    .select({ pictures: feedItems.pictures, takes: feeds.pictures, source: sources.name })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .where(eq(feedItems.id, itemId));
  if (!item) return new Map();
  const missing = listWantedPictures(item, item.takes).filter(({ mediaId }) => mediaId === undefined);
  if (missing.length === 0) return new Map();
  const signal = AbortSignal.timeout(timeoutMs);
  const fetched = await Promise.all(
    missing.map(async ({ url, alt, credit }): Promise<[string, string | null]> => {
      const words = { alt, credit: shortenText(credit || item.source, maxCreditLength) };
      return [url, await fetchOne(db, { address: url, ...words, signal }, options)];
    }),
  );
  return new Map(fetched);
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
  if (fetched.size === 0) return;
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
