import { sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { feedDays, feedItems, feedStates } from "#db/schema.ts";
import { fetchExternal } from "#lib/fetch/fetch.ts";
import { enqueueAll } from "#lib/jobs.ts";
import { itemSourceChangeJob } from "../jobs.ts";
import type { FeedClaim } from "./claims.ts";
import type { ConvertedFeed } from "./convert-feed.ts";
import type { FeedFetchOptions } from "./fetch-feed.ts";
import type { StoredItem } from "./match-items.ts";
import { maxCheckedFetchesPerDay, maxMissingChecks, missingConfirmSeconds, missingTimeoutMs } from "./rules.ts";

/** An item with an article that its feed left out. */
export interface MissingItem {
  id: number;
  url: string;
  /** Whether its address answered earlier, long enough ago, that there is nothing. */
  isSecondLook: boolean;
}

/** Earlier items are not looked for: feeds forget them. */
const maxAgeDays = 60;

/** A document with no more items than this is small: `findMissing` has a rule of its own for it. */
const maxSmallDocumentItems = 4;

/**
 * Lists items with an article that the document leaves out although it lists older ones. Documents that were cut, and those without dates,
 * say nothing. One statement.
 *
 * For a small document, one older item is enough. The item before its oldest is listed too: it may have dropped off the end or been deleted,
 * which only a request to its address can tell. So are items that were missing before.
 */
export async function findMissing(
  tx: Executor,
  { feedId }: FeedClaim,
  feed: ConvertedFeed,
  seen: readonly StoredItem[],
): Promise<MissingItem[]> {
  const isSmall = feed.items.length <= maxSmallDocumentItems;
  const dates = feed.items.flatMap(({ publishedAt, declaredDate }) =>
    declaredDate === "" ? [publishedAt.getTime()] : [],
  );
  const isInconclusive = isSmall ? dates.length === 0 && feed.items.length > 0 : dates.length < 2 || seen.length === 0;
  if (isInconclusive || feed.isPartial || feed.omittedItems > 0) return [];
  // A quarter of the listed items is older: one old item that stays at the top says nothing.
  const place = isSmall ? 0 : Math.ceil((dates.length - 1) / 4);
  const oldest = new Date(dates.sort((a, b) => a - b)[place] ?? Date.now()).toISOString();
  const isUnlisted = seen.length === 0 ? sql`true` : sql`id not in ${seen.map(({ id }) => id)}`;
  const rows = await tx.execute<{ id: string; url: string; isSecondLook: boolean }>(sql`
    with unlisted as (
      select id, url, missing_at, published_at from ${feedItems}
      where feed_id = ${feedId} and state in ('drafted', 'published') and source_change is distinct from 'deleted' and url <> ''
        and published_at > now() - make_interval(days => ${maxAgeDays}::int) and ${isUnlisted})
    select id, url, coalesce(missing_at < now() - make_interval(secs => ${missingConfirmSeconds}), false) as "isSecondLook"
    from unlisted where published_at > ${oldest}::timestamptz or ${isSmall} and (missing_at is not null
      or id = (select id from unlisted where published_at <= ${oldest}::timestamptz order by published_at desc, id desc limit 1))
    order by missing_at nulls last, published_at desc limit case when exists (select from ${feedDays} d
      where d.feed_id = ${feedId} and d.day = (now() at time zone 'utc')::date
      and d.fetches > ${maxCheckedFetchesPerDay}::int and d.fetches % 10 > 0) then 0 else ${maxMissingChecks}::int end`);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

export const isMarkedMissing = ({ missingAt, sourceChange }: StoredItem): boolean =>
  missingAt !== null || sourceChange === "deleted";

/** Forgets that items were missing, or marked as deleted, once the feed lists them again. No statement if there are none. */
export async function recordReappeared(tx: Executor, seen: readonly StoredItem[]): Promise<void> {
  const back = seen.filter(isMarkedMissing);
  if (back.length === 0) return;
  await tx.execute(sql`
    update ${feedItems} set missing_at = null,
      source_change = case when source_change <> 'deleted' then source_change
        when published_hash is distinct from content_hash then 'edited' end
    where id in ${back.map(({ id }) => id)}`);
}

/**
 * Asks the addresses of missing items whether there is anything. One that says twice, on two fetches of the feed, that there is nothing is
 * marked as deleted at its source. Returns how many were.
 */
export async function checkMissing(
  db: Database,
  { feedId, deletionPolicy }: FeedClaim,
  missing: readonly MissingItem[],
  { timeoutMs = missingTimeoutMs, ...options }: FeedFetchOptions & { timeoutMs?: number },
): Promise<number> {
  const deleted: number[] = [];
  const signal = AbortSignal.any([...(options.signal ? [options.signal] : []), AbortSignal.timeout(timeoutMs)]);
  for (const { id, url, isSecondLook } of missing) {
    if (signal.aborted) break;
    const outcome = await fetchExternal(url, { ...options, signal, maxBytes: 100_000, totalTimeoutMs: 10_000 });
    // A body over the limit, or a slow one, is there.
    const isThere = outcome.ok ? outcome.status < 300 : outcome.why === "tooLarge" || outcome.why === "tooSlow";
    const isNothing = outcome.ok && (outcome.status === 404 || outcome.status === 410);
    if (isNothing && isSecondLook) deleted.push(id);
    else if (isNothing) await rememberMissing(db, feedId, id);
    else if (isThere) await db.execute(sql`update ${feedItems} set missing_at = null where id = ${id}`);
  }
  if (deleted.length === 0) return 0;
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      update ${feedItems} set source_change = 'deleted', missing_at = null where id in ${deleted} and state in ('drafted', 'published')`);
    if (deletionPolicy === "withdraw")
      await enqueueAll(
        tx,
        itemSourceChangeJob,
        deleted.map((item) => ({ item })),
        new Date(),
      );
  });
  return deleted.length;
}

/** Notes the first look, and makes the feed's next fetch a whole one, as the second look needs the document. */
async function rememberMissing(db: Executor, feedId: number, id: number): Promise<void> {
  await db.execute(sql`
    with noted as (update ${feedItems} set missing_at = coalesce(missing_at, now()) where id = ${id})
    update ${feedStates} set etag = null, last_modified = null, body_hash = null where feed_id = ${feedId}`);
}
