import { RateLimiterDrizzle, RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { database } from "#db/client.ts";
import { rateLimits } from "#db/schema.ts";
import { threadMetrics } from "./metrics/thread-metrics.ts";

export interface RateLimit {
  /** Names the counter; unique in the code base. */
  name: string;
  /** Uses allowed … */
  points: number;
  /** … within this time. */
  seconds: number;
  /**
   * Each process counts for itself, in memory. For an additional, wider limit on a frequent action, where writing to the
   * database would cost more than the limit is worth.
   */
  perProcess?: true;
}

/** A Node timer ends at 2^31 ms; a longer one would fire at once, and end the count with it. */
const maxTimerSeconds = 24 * 86_400;

const memoryLimiter = ({ name, points, seconds }: RateLimit) =>
  new RateLimiterMemory({ points, duration: Math.min(seconds, maxTimerSeconds), keyPrefix: name });

/** By connection and name: tests of one process each connect to a database of their own. */
const limiters = new WeakMap<object, Map<string, RateLimiterDrizzle>>();

function limiterOf(limit: RateLimit): RateLimiterDrizzle {
  const connection = database();
  const ofConnection = limiters.get(connection) ?? new Map<string, RateLimiterDrizzle>();
  limiters.set(connection, ofConnection);
  const known = ofConnection.get(limit.name);
  if (known) return known;
  const limiter = new RateLimiterDrizzle({
    points: limit.points,
    duration: limit.seconds,
    keyPrefix: limit.name,
    storeClient: connection,
    schema: rateLimits,
    clearExpiredByTimeout: false,
    // Beyond the limit a refusal needs no write, and an unavailable database must not lift the limit.
    inMemoryBlockOnConsumed: limit.points + 1,
    insuranceLimiter: memoryLimiter(limit),
  });
  ofConnection.set(limit.name, limiter);
  return limiter;
}

/**
 * Counts one use of `key` (an account, a network) against the limit, in PostgreSQL so that several processes share it,
 * in memory while the database is unavailable or if the limit is `perProcess`. Returns 0 when allowed, else the seconds to
 * wait.
 */
export async function consumeRateLimit(limit: RateLimit, key: string, points = 1): Promise<number> {
  return secondsToWait(limit, (limit.perProcess ? localLimiterOf(limit) : limiterOf(limit)).consume(key, points));
}

const localLimiters = new Map<string, RateLimiterMemory>();

/**
 * The same, counted by this process alone: for requests made with each page, where a write to the database would cost
 * more than the response.
 */
export async function consumeLocalRateLimit(limit: RateLimit, key: string): Promise<number> {
  return secondsToWait(limit, localLimiterOf(limit).consume(key));
}

/** Refunds one use that `consumeLocalRateLimit` counted. */
export async function refundLocalRateLimit(limit: RateLimit, key: string): Promise<void> {
  await localLimiterOf(limit).reward(key, 1);
}

function localLimiterOf(limit: RateLimit): RateLimiterMemory {
  const known = localLimiters.get(limit.name);
  if (known) return known;
  const limiter = memoryLimiter(limit);
  localLimiters.set(limit.name, limiter);
  return limiter;
}

/** Deletes the count of a key, for instance after a right password. */
export async function resetRateLimit(limit: RateLimit, key: string): Promise<void> {
  await limiterOf(limit).delete(key);
}

/** Takes one use back that turned out to be no misuse. */
export async function refundRateLimit(limit: RateLimit, key: string): Promise<void> {
  await limiterOf(limit).reward(key, 1);
}

/** 0 when it was allowed, else the seconds to wait. */
async function secondsToWait({ name }: RateLimit, consumed: Promise<RateLimiterRes>): Promise<number> {
  try {
    await consumed;
    return 0;
  } catch (refusal) {
    if (!isRefusal(refusal)) throw refusal;
    threadMetrics.refusals.add(`limit ${name}`);
    return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
  }
}

function isRefusal(thrown: unknown): thrown is RateLimiterRes {
  return typeof thrown === "object" && thrown !== null && "msBeforeNext" in thrown;
}
