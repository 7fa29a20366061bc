import { sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { feedDays, feedItems, feedStates, feeds } from "#db/schema.ts";
import { enqueueAll } from "#lib/jobs.ts";
import { itemPublicationJob, itemSourceChangeJob } from "../jobs.ts";
import { isMoveToOtherSite } from "./address-owner.ts";
import type { FeedClaim } from "./claims.ts";
import type { ConvertedFeed } from "./convert-feed.ts";
import { countWaitingChanges, countWaitingItems } from "./count-waiting.ts";
import type { FeedResponse } from "./fetch-feed.ts";
import { limitBands } from "./limit-bands.ts";
import { listKeys, matchItems, type StoredItem } from "./match-items.ts";
import { findMissing, isMarkedMissing, type MissingItem, recordReappeared } from "./missing-items.ts";
import { reviewPolicy } from "./policy-after-move.ts";
import { lockStoring, recordMove, recordOutcome } from "./record-outcome.ts";
import { adaptInterval, delayAfterSuccess, maxItemsPerDay } from "./rules.ts";
import { insertItems, sortItems, updateItems } from "./store-items.ts";

export interface StoredFeed {
  added: number;
  merged: number;
  blocked: number;
  changed: number;
  /** Items with an article that the feed no longer lists, whose addresses are to be checked. */
  missing: MissingItem[];
}

interface FeedToStore {
  feed: ConvertedFeed;
  response: Extract<FeedResponse, { kind: "body" }>;
  hubUrl: string | null;
  selfUrl: string | null;
}

/**
 * Stores a document's items and the outcome of its fetch in one transaction: all of it or nothing. Undefined if the claim had expired.
 * About fourteen statements, however many items there are.
 */
export async function storeFeed(
  db: Database,
  claimed: FeedClaim,
  { feed, response, hubUrl, selfUrl }: FeedToStore,
): Promise<StoredFeed | undefined> {
  const { movedTo } = response;
  // The document that shows that the feed has moved comes from the new address.
  const claim = movedTo !== null && isMoveToOtherSite(claimed, movedTo) ? { ...claimed, ...reviewPolicy } : claimed;
  return db.transaction(async (tx) => {
    // Before the claim and the items, as when an editor pauses or blocks the feed: neither waits for the other for ever.
    await tx.execute(sql`select from ${feeds} where id = ${claim.feedId} for no key update`);
    const [held, stored] = await Promise.all([
      tx.execute(sql`select from ${feedStates} where feed_id = ${claim.feedId} and claim = ${claim.claim} for update`),
      readStored(tx, claim.feedId, listKeys(feed.items)),
    ]);
    if (held.length === 0) return undefined;
    const matched = matchItems(feed.items, stored);
    const left = matched.added.length === 0 ? 0 : await readRemainingItems(tx, claim.feedId);
    const added = matched.added.slice(Math.max(0, matched.added.length - left));
    const limited = await limitBands(tx, claim.feedId, [...matched.changed.map(({ content }) => content), ...added]);
    if (added.length > 0 || movedTo !== null) await lockStoring(tx);
    const touched = [...matched.changed.map(({ stored: one }) => one), ...matched.seen.filter(isMarkedMissing)];
    const sorted = await sortItems(tx, claim, added, touched);
    // As they are now: an editor may have decided about one since it was read.
    const refresh = (item: StoredItem): StoredItem => ({ ...item, ...sorted.rows.get(item.id) });
    const changed = matched.changed.map(({ stored: one, content }) => ({
      stored: refresh(one),
      content: limited(content),
    }));
    const seen = matched.seen.map(refresh);
    const counts = await insertItems(tx, claim, { ...sorted, added: added.map(limited) });
    const edited = await updateItems(tx, claim, changed);
    await recordReappeared(tx, seen);
    const missing = await findMissing(tx, claim, feed, seen);
    const failure = movedTo === null ? null : await recordMove(tx, claim, movedTo);
    if (claim.publication === "publish" && counts.waiting.length > 0)
      await enqueueAll(
        tx,
        itemPublicationJob,
        counts.waiting.map((item) => ({ item })),
        new Date(),
        // Each job may wait most of a minute for pictures.
        {
          queuedBefore: Math.max(0, (await countWaitingItems(tx, claim.feedId)) - counts.waiting.length),
          groupOf: () => claim.feedId,
        },
      );
    if (claim.editPolicy === "apply" && edited.length > 0)
      await enqueueAll(
        tx,
        itemSourceChangeJob,
        edited.map(({ id }) => ({ item: id })),
        new Date(),
        { queuedBefore: Math.max(0, (await countWaitingChanges(tx, claim.feedId)) - edited.length) },
      );
    const hasChanges = added.length > 0 || changed.length > 0;
    const requestedSeconds = Math.max(response.maxAgeSeconds, (feed.ttlMinutes ?? 0) * 60);
    const dates = feed.items.map(({ publishedAt }) => publishedAt.getTime());
    const intervalSeconds = adaptInterval({ dates, now: claim.claimedAt, requestedSeconds });
    await recordOutcome(tx, claim, {
      delaySeconds: delayAfterSuccess({ ...claim, intervalSeconds, random: Math.random() }),
      intervalSeconds,
      failure,
      validators: response.validators,
      isUnchanged: false,
      newItems: added.length,
      hasChanges,
      bytes: response.bytes,
      declared: { title: feed.title.slice(0, 300), hubUrl, selfUrl },
    });
    return {
      added: counts.waiting.length,
      merged: counts.merged,
      blocked: counts.blocked,
      changed: changed.length,
      missing,
    };
  });
}

/** How many new items a feed may still bring today. Rows of items are never deleted, and some feeds name each item anew at each fetch. */
async function readRemainingItems(tx: Executor, feedId: number): Promise<number> {
  const [today] = await tx.execute<{ items: number }>(
    sql`select items from ${feedDays} where feed_id = ${feedId} and day = (now() at time zone 'utc')::date`,
  );
  return Math.max(0, maxItemsPerDay - (today?.items ?? 0));
}

async function readStored(tx: Executor, feedId: number, keys: string[]): Promise<StoredItem[]> {
  if (keys.length === 0) return [];
  return tx
    .select({
      id: feedItems.id,
      guidKey: feedItems.guidKey,
      urlKey: feedItems.urlKey,
      title: feedItems.title,
      contentHash: feedItems.contentHash,
      state: feedItems.state,
      publishedHash: feedItems.publishedHash,
      sourceChange: feedItems.sourceChange,
      missingAt: feedItems.missingAt,
      sketch: feedItems.sketch,
    })
    .from(feedItems)
    .where(sql`${feedItems.feedId} = ${feedId} and ${feedItems.guidKey} in ${keys}`);
}
