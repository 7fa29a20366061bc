/** How often a worker writes its heartbeat. */
export const heartbeatMs = 30_000;
/** Without a heartbeat for this long, nothing runs: an incident begins. */
export const outageMs = 600_000;
/**
 * A process that watches must itself have seen no change for this long: after a jump of the clock, heartbeats look old
 * until the next one.
 */
export const confirmedMs = 4 * heartbeatMs;
/** A heartbeat that is later than now by more than this was written before the clock was set back. */
const futureMs = 60_000;

/** The latest heartbeat as PostgreSQL sees it. */
export interface LatestHeartbeat {
  /** Changes with each heartbeat; `neverMark` if there was none. */
  mark: string;
  beatAt: Date | null;
  /** Milliseconds by PostgreSQL's clock, negative in the future; null if there was none. */
  ageMs: number | null;
}

/** The mark of a site whose jobs no process has ever run. */
export const neverMark = "never";

/** What a watching process has seen so far; times are `performance.now()`, which no clock change affects. */
export interface HeartbeatObservation {
  mark: string;
  unchangedSince: number;
}

/** The observation after another look. */
export function observe(
  before: HeartbeatObservation | undefined,
  { mark }: Pick<LatestHeartbeat, "mark">,
  now: number,
): HeartbeatObservation {
  return before?.mark === mark ? before : { mark, unchangedSince: now };
}

/**
 * Whether no process runs jobs. PostgreSQL's clock alone would be wrong after it was changed, and the process's own
 * alone would start anew at each restart, so both must agree. If there never was a heartbeat, or it is from the future,
 * the process waits for the whole time itself.
 */
export function isOutage(
  { ageMs }: Pick<LatestHeartbeat, "ageMs">,
  { unchangedSince }: HeartbeatObservation,
  now: number,
): boolean {
  const unchangedMs = now - unchangedSince;
  if (unchangedMs >= outageMs) return true;
  const isDatedBack = ageMs === null || ageMs < -futureMs;
  return !isDatedBack && ageMs >= outageMs && unchangedMs >= confirmedMs;
}

/** The key in `mail_claims` of the outage after a heartbeat. The next heartbeat has another mark, so it ends the incident. */
export const outageKey = (mark: string) => `worker-silence:${mark}`;

/** An administrator gets at most one mail about outages within this. */
export const alertHours = 6;
