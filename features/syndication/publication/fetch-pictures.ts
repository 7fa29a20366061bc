import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { feedItems, feeds, sources } from "#db/schema.ts";
import { ConcurrencyLimit } from "#features/media/encoding/concurrency-limit.ts";
import { fetchPictureForJob } from "#features/media/uploads/fetch-picture.ts";
import { log } from "#lib/log/log.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { listWantedPictures } from "./queries.ts";

/** All pictures of an item together: an article waits no longer for them. A job is repeated after 120 s. */
const picturesTimeoutMs = 45_000;
/** How long an editor who opens an item waits for its pictures; the job fetches the others, and the editor page says so. */
const editorTimeoutMs = 1_500;
/** Pictures of one item that are fetched concurrently: a third of what all jobs may fetch, so that slow ones leave room for others. */
const itemConcurrency = 2;
const maxCreditLength = 200;

type FetchPicturesOptions = NonNullable<Parameters<typeof fetchPictureForJob>[2]>;

/**
 * Fetches the pictures that an article of the item shows and stores them in the library, credited to whom the item
 * names, or else to the source. One that cannot be fetched is left out for good; one that this site could not store
 * is tried again next time. Pictures that were tried before are not fetched again. Call it outside a transaction.
 * @returns why this site could not store a picture; undefined if it stored all that it fetched
 */
export async function fetchItemPictures(
  db: Executor,
  itemId: number,
  options: FetchPicturesOptions = {},
): Promise<Error | undefined> {
  const { fetched, storageError } = await fetchUntried(db, itemId, picturesTimeoutMs, options);
  await storeOutcome(db, itemId, fetched);
  return storageError;
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
  const { fetched } = await fetchUntried(db, itemId, editorTimeoutMs, options);
  await storeOutcome(db, itemId, new Map([...fetched].filter(([, mediaId]) => mediaId !== null)));
}

interface FetchedPictures {
  /** Ids in the library by address; null if the picture cannot be fetched. */
  fetched: Map<string, string | null>;
  /** Why a picture could not be stored, for example because the disk is full. */
  storageError?: Error;
}

/** Fetches the pictures of an item that were not tried yet. */
async function fetchUntried(
  db: Executor,
  itemId: number,
  timeoutMs: number,
  options: FetchPicturesOptions,
): Promise<FetchedPictures> {
  const [item] = await db
    .select({ pictures: feedItems.pictures, takes: feeds.pictures, source: sources.name })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .where(eq(feedItems.id, itemId));
  const outcome: FetchedPictures = { fetched: new Map() };
  if (!item) return outcome;
  const missing = listWantedPictures(item, item.takes).filter(({ mediaId }) => mediaId === undefined);
  const signal = AbortSignal.timeout(timeoutMs);
  const concurrency = new ConcurrencyLimit(itemConcurrency);
  await Promise.all(
    missing.map(async ({ url, alt, credit }) => {
      const words = { alt, credit: shortenText(credit || item.source, maxCreditLength) };
      try {
        const picture = { address: url, ...words, signal };
        const stored = await concurrency.run(() => fetchPictureForJob(db, picture, options));
        outcome.fetched.set(url, stored.ok ? stored.value.id : null);
      } catch (error) {
        log.warn(
          { err: error, address: url },
          "A picture of another site could not be stored; it will be tried again.",
        );
        outcome.storageError = error instanceof Error ? error : new Error(String(error));
      }
    }),
  );
  return outcome;
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
