import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { log } from "#lib/log/log.ts";
import { claimDueFeeds, type FeedClaim, releaseClaims } from "./claims.ts";
import type { FeedFetchOptions } from "./fetch-feed.ts";
import { HostQueue } from "./host-queue.ts";
import { type PollOutcome, pollClaim, recordFault } from "./poll-feed.ts";
import { hostPauseMs, maxConcurrentFetches } from "./rules.ts";

/** Counts of a round. */
export interface PollCounts {
  feeds: number;
  unchanged: number;
  failed: number;
  added: number;
  merged: number;
  changed: number;
  /** Items with an article that are gone at their source. */
  deleted: number;
}

interface PollRoundOptions extends Omit<FeedFetchOptions, "signal"> {
  /** Ends the round: requests in progress are given up, and their feeds are due again at once. */
  signal?: AbortSignal;
  /** Also feeds that are not due, each of them once. */
  all?: boolean;
  /** Called after each feed. */
  onProgress?: (counts: PollCounts, feedId: number, outcome: PollOutcome) => void;
  concurrency?: number;
}

/** Feeds that this process has claimed at most, and of one host at a time: few enough to be fetched before their claims expire. */
const maxClaimed = 192;
const maxClaimedOfHost = 8;
/** Between two looks for due feeds (ms): at least, and while fetches are in progress at most. */
const claimPauseMs = 50;
const maxLookMs = 500;
/** How soon a feed is fetched again if its outcome could not be stored (seconds), and if PostgreSQL did not answer. */
const faultSeconds = 120;
const outageSeconds = 15;

/**
 * Fetches all feeds that are due, several at once, each host one after the other, until none is left. Any number of processes may do this
 * at once: each feed is claimed by one. If PostgreSQL does not answer, fetches in progress are finished, no feed counts as failing, and the
 * function throws.
 */
export async function pollDueFeeds(db: Database, options: PollRoundOptions = {}): Promise<PollCounts> {
  const { signal, all, onProgress, concurrency = maxConcurrentFetches, ...fetchOptions } = options;
  const counts: PollCounts = { feeds: 0, unchanged: 0, failed: 0, added: 0, merged: 0, changed: 0, deleted: 0 };
  const notFetchedSince = all ? await readClock(db) : undefined;
  const queue = new HostQueue({ pauseMs: hostPauseMs, concurrency });
  const waiting = new Set<FeedClaim>();
  const stop = async () => {
    queue.clear();
    await releaseClaims(db, [...waiting], 0);
    waiting.clear();
  };
  const leaveHost = async (host: string, seconds: number) => {
    queue.clear(host);
    const left = [...waiting].filter((claim) => claim.host === host);
    for (const claim of left) waiting.delete(claim);
    await releaseClaims(db, left, seconds);
  };
  const poll = async (claim: FeedClaim) => {
    waiting.delete(claim);
    try {
      const outcome = await pollClaim(db, claim, { ...fetchOptions, ...(signal && { signal }) });
      if (outcome.kind === "failed" && outcome.hostDelaySeconds > 0)
        await leaveHost(claim.host, outcome.hostDelaySeconds);
      count(counts, outcome);
      onProgress?.(counts, claim.feedId, outcome);
    } catch (error) {
      if (isDatabaseUnavailable(error)) {
        log.warn({ err: error, feed: claim.feedId }, "PostgreSQL did not answer while a feed was stored.");
        await releaseClaims(db, [claim], outageSeconds).catch(() => undefined);
        return;
      }
      log.error({ err: error, feed: claim.feedId }, "A feed could not be stored; it is tried again.");
      // A document that cannot be stored is a failure of its feed, which is tried less and less often.
      const outcome = await recordFault(db, claim).catch(() => undefined);
      if (outcome) count(counts, outcome);
      else await releaseClaims(db, [claim], faultSeconds).catch(() => undefined);
    }
  };
  for (;;) {
    if (signal?.aborted) {
      await stop();
      if (queue.size === 0) return counts;
      await queue.change();
      continue;
    }
    // Before the look: fetches may end during it whose hosts it left out as busy.
    const wasIdle = queue.size === 0;
    const limit = maxClaimed - queue.size;
    const claims =
      limit < maxClaimed / 4
        ? []
        : await claimDueFeeds(db, {
            limit,
            perHost: maxClaimedOfHost,
            busyHosts: queue.listBusyHosts(maxClaimedOfHost / 2),
            notFetchedSince,
          }).catch((error: unknown) => {
            if (wasIdle || !isDatabaseUnavailable(error)) throw error;
            return [];
          });
    for (const claim of claims) {
      waiting.add(claim);
      queue.add(claim.host, () => poll(claim));
    }
    if (wasIdle && claims.length === 0) return counts;
    await sleep(claimPauseMs);
    // Not only when a fetch ends: a hub may announce a feed while the only one in progress is slow.
    if (queue.size > 0) await Promise.race([queue.change(), sleep(maxLookMs)]);
  }
}

function count(counts: PollCounts, outcome: PollOutcome): void {
  if (outcome.kind === "later") return;
  counts.feeds += 1;
  if (outcome.kind === "unchanged") counts.unchanged += 1;
  if (outcome.kind === "failed") counts.failed += 1;
  if (outcome.kind !== "stored") return;
  counts.added += outcome.added;
  counts.merged += outcome.merged;
  counts.changed += outcome.changed;
  counts.deleted += outcome.deleted;
}

async function readClock(db: Database): Promise<Date> {
  const [row] = await db.execute<{ ms: number }>(sql`select (extract(epoch from now()) * 1000)::float8 as ms`);
  return new Date(row?.ms ?? Date.now());
}

/** How soon the next feed is due (ms), at least 0; undefined if none is. */
export async function findPollDelay(db: Executor): Promise<number | undefined> {
  const [row] = await db.execute<{ ms: number }>(sql`
    select (extract(epoch from s.next_at - now()) * 1000)::float8 as ms from feed_states s join feeds f on f.id = s.feed_id
    where s.next_at is not null and f.status = 'active' order by s.next_at limit 1`);
  return row && Math.max(0, row.ms);
}
