import { randomBytes } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { feedStates, feeds, websubSubscriptions } from "#db/schema.ts";
import { env } from "#lib/env.ts";
import { type FetchOptions, fetchExternal, mayFetch } from "#lib/fetch/fetch.ts";
import { log } from "#lib/log/log.ts";
import { pingPause } from "../polling/ping-pause.ts";
import { costlyFailures, failedPingPauseSeconds, maxPauseDoublings } from "../polling/rules.ts";
import { maxRequests, maxSubscriptionSeconds, subscriptionSeconds, websubPath } from "./rules.ts";

type Subscription = typeof websubSubscriptions.$inferSelect;

/** Whether hubs can reach this site: it has a public address, or private ones are allowed to it. */
const isReachable = () => mayFetch(env().SITE_URL);

/**
 * Subscribes to the hubs of feeds that name one, again before a subscription ends, and once a day after a refusal. Returns how many
 * subscriptions were requested.
 */
export async function requestSubscriptions(
  db: Database,
  options: Pick<FetchOptions, "signal" | "mayBePrivate" | "resolve"> = {},
): Promise<number> {
  if (!isReachable()) return 0;
  let requested = 0;
  for (const feed of await listDue(db)) {
    if (options.signal?.aborted) break;
    await requestSubscription(db, feed, options);
    requested += 1;
  }
  return requested;
}

interface DueFeed {
  feedId: number;
  hubUrl: string;
  topicUrl: string;
}

async function listDue(db: Executor): Promise<DueFeed[]> {
  const rows = await db.execute<{ id: string; hub: string; topic: string }>(sql`
    select f.id, s.hub_url as hub, s.self_url as topic from ${feeds} f join ${feedStates} s on s.feed_id = f.id
    left join ${websubSubscriptions} w on w.feed_id = f.id
    where f.status = 'active' and s.hub_url is not null and s.self_url is not null and (
      w.feed_id is null
      or ((w.hub_url, w.topic_url) <> (s.hub_url, s.self_url) and w.requested_at < now() - interval '10 minutes')
      or (w.requested_at < now() - interval '10 minutes' and w.state = 'active'
        and w.expires_at < now() + least(interval '1 day', (w.expires_at - w.requested_at) / 3))
      or (w.requested_at < now() - interval '1 day' and (w.state <> 'active' or w.expires_at is null)))
    order by w.requested_at nulls first limit ${maxRequests}::int`);
  return rows.map(({ id, hub, topic }) => ({ feedId: Number(id), hubUrl: hub, topicUrl: topic }));
}

/** Stored before the hub is asked, which may ask back while it is still being asked. A renewal keeps key, secret and state. */
async function requestSubscription(
  db: Database,
  { feedId, hubUrl, topicUrl }: DueFeed,
  options: Pick<FetchOptions, "signal" | "mayBePrivate" | "resolve">,
): Promise<void> {
  const w = websubSubscriptions;
  const isSame = sql`(${w.hubUrl}, ${w.topicUrl}) = (excluded.hub_url, excluded.topic_url)`;
  const [stored] = await db
    .insert(w)
    .values({
      ...{ feedId, hubUrl, topicUrl },
      ...{ key: randomBytes(24).toString("base64url"), secret: randomBytes(32).toString("hex") },
    })
    .onConflictDoUpdate({
      target: w.feedId,
      set: {
        key: sql`case when ${isSame} then ${w.key} else excluded.key end`,
        secret: sql`case when ${isSame} then ${w.secret} else excluded.secret end`,
        state: sql`case when ${isSame} and ${w.state} = 'active' then 'active' else 'pending' end`,
        expiresAt: sql`case when ${isSame} then ${w.expiresAt} end`,
        ...{ hubUrl, topicUrl, requestedAt: sql`now()` },
      },
    })
    .returning();
  if (!stored) return;
  const outcome = await fetchExternal(hubUrl, {
    ...options,
    maxBytes: 100_000,
    totalTimeoutMs: 15_000,
    form: {
      "hub.mode": "subscribe",
      "hub.topic": topicUrl,
      "hub.callback": `${env().SITE_URL}${websubPath}/${stored.key}`,
      "hub.secret": stored.secret,
      "hub.lease_seconds": String(subscriptionSeconds),
    },
  });
  if (outcome.ok && outcome.status >= 200 && outcome.status < 300) return;
  log.info(
    { feed: feedId, hub: hubUrl, reason: outcome.ok ? outcome.status : outcome.why },
    "A hub refused a subscription; the feed is polled.",
  );
  await db
    .update(w)
    .set({ state: "denied" })
    .where(and(eq(w.feedId, feedId), eq(w.state, "pending")));
}

/** Confirms what this site asked for; false if it did not ask for it within a day. */
export async function confirmSubscription(
  db: Executor,
  key: string,
  topic: string,
  lease: number | undefined,
): Promise<boolean> {
  const seconds = Math.min(maxSubscriptionSeconds, Math.max(60, lease ?? subscriptionSeconds));
  const confirmed = await db.execute(sql`
    update ${websubSubscriptions} w set state = 'active', expires_at = now() + make_interval(secs => ${seconds}::float8)
    from ${feeds} f where f.id = w.feed_id and f.status in ('active', 'paused') and w.key = ${key} and w.topic_url = ${topic}
      and w.requested_at > now() - interval '1 day' returning w.feed_id`);
  return confirmed.length > 0;
}

/** Notes that a hub refuses, or ends, a subscription. */
export async function denySubscription(db: Executor, key: string, topic: string): Promise<void> {
  await db
    .update(websubSubscriptions)
    .set({ state: "denied", expiresAt: null })
    .where(and(eq(websubSubscriptions.key, key), eq(websubSubscriptions.topicUrl, topic)));
}

/** Finds a subscription of a feed that is still wanted. */
export async function findSubscription(
  db: Executor,
  key: string,
): Promise<Pick<Subscription, "feedId" | "secret"> | undefined> {
  const [found] = await db
    .select({ feedId: websubSubscriptions.feedId, secret: websubSubscriptions.secret })
    .from(websubSubscriptions)
    .innerJoin(feeds, eq(feeds.id, websubSubscriptions.feedId))
    .where(and(eq(websubSubscriptions.key, key), sql`${feeds.status} in ('active', 'paused')`));
  return found;
}

/**
 * Makes a feed due at once, because its hub announced a change. One that is being fetched is due again afterwards (`recordOutcome`), and
 * none is fetched again within a few seconds, whatever a hub sends. After a failed fetch the pause is a minute, because the announcement
 * says that the feed is back; it doubles with each of the `costlyFailures`. A server that asked for fewer requests, or had an error, is not
 * asked earlier than planned.
 */
export async function recordPing(db: Executor, feedId: number): Promise<void> {
  await db.execute(sql`
    with pinged as (update ${websubSubscriptions} set last_ping_at = now() where feed_id = ${feedId} returning feed_id)
    update ${feedStates} s
    set next_at = least(
      case when s.failures > 0 then s.next_at end,
      greatest(now(), coalesce(s.fetched_at, '-infinity') + greatest(${pingPause(sql`s.feed_id`)},
        make_interval(secs => case when s.failures = 0 then 0
          when s.failure->>'code' in ${costlyFailures} then ${failedPingPauseSeconds}::float8 * 2 ^ least(s.failures - 1, ${maxPauseDoublings}::int)
          else ${failedPingPauseSeconds}::float8 end))))
    from pinged, ${feeds} f
    where s.feed_id = pinged.feed_id and f.id = s.feed_id and f.status = 'active' and s.claim is null
      and (s.failures = 0 or coalesce(s.failure->>'code', '') not in ('tooMany', 'server'))`);
}
