import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { feedDays, feedItems, feedItemVersions, feedStates, feeds, websubSubscriptions } from "#db/schema.ts";
import { inboxDays } from "../rules.ts";
import { claimSeconds, comparedDays } from "./rules.ts";

/** Items of one statement: a long one would hold back those who store and decide. */
const batchSize = 2_000;

/**
 * Expires items that nobody decided about in time, and clears what is not needed any more: the texts of items that will not become articles, the
 * sketches of old ones, and figures of days that the charts no longer show. The rows of items stay, so that none comes twice.
 */
export async function deleteOldFeedData(db: Executor): Promise<void> {
  const cleared = sql`body_html = '', raw = '', pictures = '[]'`;
  await updateAll(
    db,
    sql`state = 'expired', decided_at = now(), ${cleared}`,
    sql`state = 'waiting' and fetched_at < now() - make_interval(days => ${inboxDays}::int)`,
  );
  // A decision to skip can be undone for a month, and a merged item split off for three.
  await updateAll(
    db,
    cleared,
    sql`raw <> '' and fetched_at < now() - make_interval(days => ${2 * inboxDays}::int) and (
      state in ('skipped', 'blocked')
      or state = 'merged' and fetched_at < now() - make_interval(days => ${comparedDays}::int))`,
  );
  await clearFeedsWords(db);
  await updateAll(
    db,
    sql`sketch = null, bands = null`,
    sql`sketch is not null and fetched_at < now() - make_interval(days => ${comparedDays}::int)`,
  );
  await makeDueAfterClockChange(db);
  await db.execute(sql`delete from ${feedDays} where day < (now() at time zone 'utc')::date - 90`);
  await db.execute(sql`
    delete from ${websubSubscriptions} w using ${feeds} f where f.id = w.feed_id and f.status in ('removed', 'gone')`);
}

/**
 * Makes feeds due whose next fetch was set while the clock was ahead: no wait is longer than a week, no claim longer than `claimSeconds`, and
 * no fetch is in the future. Subscriptions at hubs are requested again. Figures of future days show that the clock was ahead; without them,
 * nothing else is read.
 */
async function makeDueAfterClockChange(db: Executor): Promise<void> {
  const isTooLate = sql`day > ((now() + interval '15 minutes') at time zone 'utc')::date`;
  const wasAhead = sql`exists (select from ${feedDays} where ${isTooLate})`;
  await db.execute(sql`
    update ${feedStates} set next_at = now() where ${wasAhead} and next_at > now() and (next_at > now() + interval '8 days'
      or fetched_at > now() + interval '15 minutes'
      or claim is not null and next_at > now() + make_interval(secs => ${2 * claimSeconds}::int))`);
  await db.execute(sql`
    update ${websubSubscriptions} set requested_at = now() - interval '1 hour', last_ping_at = least(last_ping_at, now()),
      expires_at = least(expires_at, now())
    where ${wasAhead} and greatest(requested_at, last_ping_at) > now() + interval '15 minutes'`);
  await db.execute(sql`delete from ${feedDays} where ${isTooLate}`);
}

/** Of an item with an article, its text and its versions stay: nobody reads the feed's own words after so long. */
async function clearFeedsWords(db: Executor): Promise<void> {
  for (;;) {
    const rows = await db.execute(sql`
      with cleared as (
        update ${feedItems} set raw = '' where id in (
          select id from ${feedItems} where raw <> '' and state in ('drafted', 'published')
            and fetched_at < now() - make_interval(days => ${comparedDays}::int) limit ${batchSize}::int)
        returning id),
      versions as (update ${feedItemVersions} v set raw = '' from cleared where v.item_id = cleared.id and v.raw <> '')
      select id from cleared`);
    if (rows.length < batchSize) return;
  }
}

async function updateAll(db: Executor, set: ReturnType<typeof sql>, where: ReturnType<typeof sql>): Promise<void> {
  for (;;) {
    const rows = await db.execute(sql`
      update ${feedItems} set ${set} where id in (select id from ${feedItems} where ${where} limit ${batchSize}::int) returning id`);
    if (rows.length < batchSize) return;
  }
}
