import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { FeedDeletionPolicy, FeedEditPolicy, FeedPublication } from "#db/schema/syndication.ts";
import { feedStates, feeds } from "#db/schema.ts";
import { effectivePolicy } from "./policy-after-move.ts";
import { claimSeconds } from "./rules.ts";

/** A feed that this process alone may fetch now, with what is needed for it. */
export interface FeedClaim {
  feedId: number;
  claim: string;
  /** By PostgreSQL's clock (ms). */
  claimedAt: number;
  sourceId: number;
  /** The address of the source's site. */
  sourceUrl: string;
  url: string;
  /** Its host, by which requests are spread: without `www.`. */
  host: string;
  /** This and the next two are the effective policy: after a move to another site, everything waits until an editor confirms it. */
  publication: FeedPublication;
  editPolicy: FeedEditPolicy;
  deletionPolicy: FeedDeletionPolicy;
  language: string;
  blockedWords: string;
  blockedAuthors: string;
  intervalMinutes: number | null;
  etag: string | null;
  lastModified: string | null;
  bodyHash: string | null;
  failures: number;
  intervalSeconds: number;
  /** Whether a hub announces the feed's changes. */
  isAnnounced: boolean;
}

const host = sql`split_part(split_part(f.url_key, '/', 1), '?', 1)`;

/** Whether a hub has announced a change since the last fetch: it comes first, however many feeds are due. */
const isAnnounced = sql`exists (select from websub_subscriptions w where w.feed_id = s.feed_id
  and w.last_ping_at > coalesce(s.fetched_at, '-infinity'))`;

const claimed = sql`
  s.feed_id::float8 as "feedId", s.claim, (extract(epoch from now()) * 1000)::float8 as "claimedAt", f.source_id::float8 as "sourceId",
  (select c.url from sources c where c.id = f.source_id) as "sourceUrl", f.url, ${host} as host, ${effectivePolicy.publication} as publication,
  ${effectivePolicy.editPolicy} as "editPolicy", ${effectivePolicy.deletionPolicy} as "deletionPolicy", f.language,
  f.blocked_words as "blockedWords", f.blocked_authors as "blockedAuthors", f.interval_minutes as "intervalMinutes", s.etag,
  s.last_modified as "lastModified", s.body_hash as "bodyHash", s.failures, s.interval_seconds as "intervalSeconds",
  exists (select from websub_subscriptions w where w.feed_id = f.id and w.state = 'active' and w.expires_at > now()) as "isAnnounced"`;

interface ClaimOptions {
  limit: number;
  /** Feeds of one host in a batch: one with many feeds leaves room for the others. */
  perHost: number;
  /** Hosts of which enough feeds are claimed already. */
  busyHosts?: string[];
  /** Also feeds that are not due; each of them once: those that were not fetched since then. */
  notFetchedSince?: Date | undefined;
}

/** Claims feeds that are due, those that hubs announced first, then the longest due, in one statement; a claim expires by itself (`next_at`). */
export async function claimDueFeeds(
  db: Executor,
  { limit, perHost, busyHosts = [], notFetchedSince }: ClaimOptions,
): Promise<FeedClaim[]> {
  const due = notFetchedSince
    ? sql`(s.next_at <= now() or s.claim is null) and coalesce(s.fetched_at, '-infinity') < ${notFetchedSince.toISOString()}::timestamptz`
    : sql`s.next_at <= now()`;
  const rows = await db.execute<FeedClaim & Record<string, unknown>>(sql`
    with ranked as (
      select s.feed_id, s.next_at, ${isAnnounced} as first,
        row_number() over (partition by ${host} order by ${isAnnounced} desc, s.next_at, s.feed_id) as place
      from ${feedStates} s join ${feeds} f on f.id = s.feed_id
      where ${due} and f.status = 'active'
        and ${host} not in (select jsonb_array_elements_text(${JSON.stringify(busyHosts)}::jsonb))),
    picked as (
      select s.feed_id from ${feedStates} s
      where s.feed_id in (select feed_id from ranked where place <= ${perHost}::int order by first desc, next_at, feed_id limit ${limit}::int) and ${due}
      for update skip locked)
    update ${feedStates} s set claim = ${randomUUID()}, next_at = now() + make_interval(secs => ${claimSeconds})
    from picked, ${feeds} f where s.feed_id = picked.feed_id and f.id = s.feed_id
    returning ${claimed}`);
  return [...rows];
}

/** Claims one feed whether it is due or not; undefined if it is being fetched, removed or unknown. */
export async function claimFeed(db: Executor, feedId: number): Promise<FeedClaim | undefined> {
  const [row] = await db.execute<FeedClaim & Record<string, unknown>>(sql`
    update ${feedStates} s set claim = ${randomUUID()}, next_at = now() + make_interval(secs => ${claimSeconds})
    from ${feeds} f where f.id = s.feed_id and s.feed_id = ${feedId} and f.status <> 'removed'
      and (s.claim is null or s.next_at is null or s.next_at <= now())
    returning ${claimed}`);
  return row;
}

/** Gives claims back, for feeds that were not fetched: they are due after so many seconds. */
export async function releaseClaims(db: Executor, claims: readonly FeedClaim[], delaySeconds: number): Promise<void> {
  if (claims.length === 0) return;
  const held = JSON.stringify(claims.map(({ feedId, claim }) => ({ id: feedId, claim })));
  await db.execute(sql`
    update ${feedStates} s set claim = null,
      next_at = case when f.status = 'active' then now() + make_interval(secs => ${delaySeconds}::float8) end
    from jsonb_to_recordset(${held}::jsonb) as held (id bigint, claim text), ${feeds} f
    where s.feed_id = held.id and s.claim = held.claim and f.id = s.feed_id`);
}

/** Delays the other feeds of a host that asked for a pause. */
export async function delayHost(db: Executor, { host: name, feedId }: FeedClaim, seconds: number): Promise<void> {
  await db.execute(sql`
    update ${feedStates} s set next_at = now() + make_interval(secs => ${seconds}::float8)
    from ${feeds} f where f.id = s.feed_id and ${host} = ${name} and s.feed_id <> ${feedId} and s.claim is null
      and s.next_at < now() + make_interval(secs => ${seconds}::float8)`);
}
