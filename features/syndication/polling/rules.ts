const minute = 60;
const day = 86_400;

/** Bounds of the adaptive interval (seconds). */
export const minIntervalSeconds = 15 * minute;
export const maxIntervalSeconds = day;
/**
 * A feed that is alive is fetched at least so often, however rare its items are: half a day is late for news, and an unchanged feed costs an
 * empty answer (304).
 */
const maxUsualSeconds = 2 * 3_600;
/** What a feed asks for (`ttl`, max-age) counts up to here: some ask for years. */
const maxRequestedSeconds = 6 * 3_600;
/** While a hub announces changes, polling only finds what it missed. */
const announcedIntervalSeconds = 6 * 3_600;
/** After the first failure; each further one doubles it, up to a day. */
const firstBackoffSeconds = 10 * minute;

/** How long a fetch and the storing of its items may take (seconds); then another process may claim the feed. */
export const claimSeconds = 300;
/** Feeds that are fetched at once, by one process. */
export const maxConcurrentFetches = 24;
/** Between two requests to one host (ms). */
export const hostPauseMs = 500;
/**
 * After a ping of a hub, a feed is not fetched again within this time (seconds), whatever the hub sends. It grows with the fetches of the
 * day: after a thousand it is 100 s.
 */
export const pingPauseSeconds = 5;
export const fetchesPerPauseSecond = 10;
/** The same after a failed fetch: a hub that goes on announcing does not hammer a server in trouble. */
export const failedPingPauseSeconds = 60;
/**
 * The failures that cost this site a download or the parsing of a document. After these the pause doubles with each failure, because hub and
 * feed may be hostile.
 */
export const costlyFailures = [
  "tooLarge",
  "tooSlow",
  "timeout",
  "encoding",
  "empty",
  "html",
  "notFeed",
  "syntax",
  "forbidden",
  "costly",
  "other",
];
/** Doublings at most: from a minute to a day. */
export const maxPauseDoublings = 11;
/** New items of one feed in a day (UTC); a news agency sends a thousand. Further ones are left out until the next day. */
export const maxItemsPerDay = 3_000;
/** The texts that new ones are compared with are at most this old. */
export const comparedDays = 90;
/** Earlier contents of one item that are kept. */
export const maxVersions = 20;
/** Addresses of missing items that are checked after one fetch. */
export const maxMissingChecks = 5;
/** The time limit of all these requests together (ms): they occupy a fetch's slot, and the claims of waiting feeds expire. */
export const missingTimeoutMs = 15_000;
/**
 * After so many fetches of a feed in a day, only each tenth one checks addresses: a hostile feed with a hub of its own is fetched a thousand
 * times, and may name any host's.
 */
export const maxCheckedFetchesPerDay = 100;
/** An address must answer that there is nothing twice, this far apart (seconds). */
export const missingConfirmSeconds = 30 * minute;

export interface IntervalFacts {
  /** The dates of the listed items (ms), in any order. */
  dates: number[];
  now: number;
  /** Seconds for which the feed need not be fetched, as it says. */
  requestedSeconds: number;
}

/**
 * How soon to fetch a feed again (seconds): after half of the median time between its latest items. A feed that has had no new item for
 * longer is fetched less often.
 */
export function adaptInterval({ dates, now, requestedSeconds }: IntervalFacts): number {
  const latest = dates
    .filter((date) => date <= now)
    .sort((a, b) => b - a)
    .slice(0, 20);
  const gaps = latest
    .slice(1)
    .map((date, at) => (latest[at] ?? date) - date)
    .sort((a, b) => a - b);
  const usual = Math.min(maxUsualSeconds, (gaps[gaps.length >> 1] ?? 2 * 3_600_000) / 2_000);
  const silence = latest[0] === undefined ? 0 : (now - latest[0]) / 20_000;
  return boundInterval(Math.max(usual, silence, Math.min(requestedSeconds, maxRequestedSeconds)));
}

/** The interval after a fetch that found nothing new: 15 % longer each time. */
export function lengthenInterval(seconds: number, requestedSeconds: number): number {
  return boundInterval(Math.max(seconds * 1.15, Math.min(requestedSeconds, maxRequestedSeconds)));
}

const boundInterval = (seconds: number) =>
  Math.round(Math.min(maxIntervalSeconds, Math.max(minIntervalSeconds, seconds)));

export interface DelayFacts {
  /** The adaptive interval. */
  intervalSeconds: number;
  /** The policy's fixed interval; null: none. */
  intervalMinutes: number | null;
  /** Whether a hub announces changes. */
  isAnnounced: boolean;
  /** From 0 to 1. */
  random: number;
}

/** How long to wait after a success (seconds): up to a tenth longer than the interval, so that feeds do not all become due at once. */
export function delayAfterSuccess({ intervalSeconds, intervalMinutes, isAnnounced, random }: DelayFacts): number {
  if (intervalMinutes !== null) return intervalMinutes * minute;
  const seconds = isAnnounced ? Math.max(intervalSeconds, announcedIntervalSeconds) : intervalSeconds;
  return Math.round(seconds * (1 + random / 10));
}

/** How long to wait after a number of failures in a row (seconds), at least as long as the server asks for, at most a day. */
export function delayAfterFailure(failures: number, retryAfterSeconds: number, random: number): number {
  const backoff = firstBackoffSeconds * 2 ** Math.min(20, failures - 1) * (0.8 + random * 0.4);
  return Math.round(Math.min(day, Math.max(backoff, retryAfterSeconds)));
}

/** Reads max-age of Cache-Control (seconds); 0 if there is none. */
export function parseMaxAge(value: string | undefined): number {
  const found = /(?:^|[\s,])max-age="?(\d+)/i.exec(value?.slice(0, 500) ?? "")?.[1];
  return found === undefined ? 0 : Math.min(day, Number(found));
}
