import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { FeedFailure } from "#db/schema/syndication.ts";
import { feedDays, feedStates, feeds } from "#db/schema.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { isMoveToOtherSite } from "./address-owner.ts";
import type { FeedClaim } from "./claims.ts";
import type { FeedValidators } from "./fetch-feed.ts";
import { pingPause } from "./ping-pause.ts";

/** What a fetch leaves behind in the feed's state and figures. */
export interface FetchRecord {
  /** When the feed is due again. */
  delaySeconds: number;
  intervalSeconds: number;
  /** Null: it succeeded. */
  failure: FeedFailure | null;
  /** Null: those of the last success stay. */
  validators: FeedValidators | null;
  isUnchanged: boolean;
  newItems: number;
  /** Whether there were new or changed items. */
  hasChanges: boolean;
  bytes: number;
  /** As the document declares them; absent: as before. */
  declared?: { title: string; hubUrl: string | null; selfUrl: string | null };
}

/**
 * Excludes pings in the future, from before the clock was set back: they would make the feed due again after each fetch. A ping may be some
 * minutes later than this transaction.
 */
const isPastPing = sql`w.last_ping_at < now() + interval '15 minutes'`;

/**
 * Ends a claim and records its outcome, in one statement. A feed that a hub announced meanwhile is due at once, and a paused one is due
 * never. Returns false if the claim had expired: then nothing is recorded.
 */
export async function recordOutcome(
  tx: Executor,
  { feedId, claim, claimedAt }: FeedClaim,
  record: FetchRecord,
): Promise<boolean> {
  const { validators, failure, declared } = record;
  const isFailed = failure !== null;
  const rows = await tx.execute(sql`
    with ended as (
      update ${feedStates} s set claim = null,
        next_at = case when f.status <> 'active' then null
          when ${!isFailed} and exists (select from websub_subscriptions w where w.feed_id = s.feed_id
            and w.last_ping_at > to_timestamp(${claimedAt}::float8 / 1000) and ${isPastPing}) then now() + ${pingPause(sql`s.feed_id`)}
          -- A hub announced something that the feed does not show yet: caches may be in between.
          when ${record.isUnchanged} and exists (select from websub_subscriptions w where w.feed_id = s.feed_id
            and w.last_ping_at > now() - interval '5 minutes' and ${isPastPing}) then now() + interval '1 minute'
          else now() + make_interval(secs => ${record.delaySeconds}::float8) end,
        interval_seconds = ${record.intervalSeconds}::int,
        fetched_at = now(),
        succeeded_at = case when ${isFailed} then s.succeeded_at else now() end,
        changed_at = case when ${record.hasChanges} then now() else s.changed_at end,
        failures = case when ${isFailed} then s.failures + 1 else 0 end,
        failure = ${isFailed ? JSON.stringify(failure) : null}::jsonb,
        etag = case when ${validators !== null} then ${validators?.etag ?? null}::text else s.etag end,
        last_modified = case when ${validators !== null} then ${validators?.lastModified ?? null}::text else s.last_modified end,
        body_hash = case when ${validators !== null} then ${validators?.bodyHash ?? null}::text else s.body_hash end,
        hub_url = case when ${declared !== undefined} then ${declared?.hubUrl ?? null}::text else s.hub_url end,
        self_url = case when ${declared !== undefined} then ${declared?.selfUrl ?? null}::text else s.self_url end
      from ${feeds} f where f.id = s.feed_id and s.feed_id = ${feedId} and s.claim = ${claim} returning s.feed_id),
    titled as (
      update ${feeds} f set title = ${declared?.title ?? ""} from ended
      where f.id = ended.feed_id and ${declared?.title ?? ""} not in ('', f.title))
    insert into ${feedDays} as d (feed_id, day, fetches, unchanged, failures, items, bytes)
    select feed_id, (now() at time zone 'utc')::date, 1, ${record.isUnchanged}::int, ${isFailed}::int, ${record.newItems}::int,
      ${record.bytes}::bigint from ended
    on conflict (feed_id, day) do update set fetches = d.fetches + 1, unchanged = d.unchanged + excluded.unchanged,
      failures = d.failures + excluded.failures, items = d.items + excluded.items, bytes = d.bytes + excluded.bytes
    returning feed_id`);
  return rows.length > 0;
}

/** Holds back what must not happen twice at the same time: of two equal texts, one is stored first. Until the end of the transaction. */
export async function lockStoring(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('feed_items'))`);
}

/** The activity log cuts longer addresses. */
const maxLoggedAddressLength = 500;

/**
 * Stores the new address of a feed that has moved permanently, and the old one if it moved to another site, which an editor has to confirm. If
 * another feed has the new address, this one is paused instead, so that no feed is fetched twice, and the returned failure says so. Call it
 * before `recordOutcome`, under `lockStoring`.
 */
export async function recordMove(tx: Executor, claim: FeedClaim, movedTo: string): Promise<FeedFailure | null> {
  const { feedId, url } = claim;
  if (movedTo === url) return null;
  const urlKey = toAddressKey(movedTo);
  const [other] = await tx.execute<{ title: string; url: string; status: string }>(
    sql`select title, url, status from ${feeds} where url_key = ${urlKey} and id <> ${feedId}`,
  );
  if (other && other.status !== "removed") {
    await tx.execute(
      sql`update ${feeds} set status = 'paused', updated_at = now(), version = version + 1 where id = ${feedId} and status = 'active'`,
    );
    return { code: "sameFeed", detail: (other.title || other.url).slice(0, 500) };
  }
  // A removed feed keeps its key; then this one keeps its own.
  const isToOtherSite = isMoveToOtherSite(claim, movedTo);
  const [before] = await tx.execute<{ movedFrom: string | null }>(sql`
    with before as (select moved_from from ${feeds} where id = ${feedId} for no key update)
    update ${feeds} f set url = ${movedTo}, url_key = ${other ? sql`url_key` : urlKey}, updated_at = now(),
      moved_from = coalesce(f.moved_from, case when ${isToOtherSite} then f.url end),
      moved_at = case when ${isToOtherSite} then now() else f.moved_at end
    from before where f.id = ${feedId} returning before.moved_from as "movedFrom"`);
  // One entry until the move is confirmed: a hostile feed may move at each fetch.
  if (isToOtherSite && before?.movedFrom === null)
    await recordActivity(tx, {
      ...{ kind: "feedMoved", actorId: null, subjectId: feedId },
      detail: { from: url.slice(0, maxLoggedAddressLength), to: movedTo.slice(0, maxLoggedAddressLength) },
    });
  return null;
}

/** Marks a feed whose server says that it is gone for good. Called before `recordOutcome`. */
export async function recordGone(tx: Executor, { feedId }: FeedClaim): Promise<void> {
  await tx.execute(
    sql`update ${feeds} set status = 'gone', updated_at = now(), version = version + 1 where id = ${feedId} and status = 'active'`,
  );
}
