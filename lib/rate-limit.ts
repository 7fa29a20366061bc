import {
  type RateLimiterAbstract,
  RateLimiterDrizzle,
  RateLimiterMemory,
  type RateLimiterRes,
} from "rate-limiter-flexible";
import { database } from "#db/client.ts";
import { rateLimits } from "#db/schema.ts";
import { threadMetrics } from "./metrics/thread-metrics.ts";
import { valkey } from "./valkey/client.ts";
import { valkeyRateLimiter } from "./valkey/valkey-rate-limiter.ts";

export interface RateLimit {
  /** Names the counter; unique in the code base. */
  name: string;
  /** Uses allowed … */
  points: number;
  /** … within this time. */
  seconds: number;
  /**
   * Each process counts for itself, in memory (with Valkey, see `consumeLocalRateLimit`). For an additional, wider limit
   * on a frequent action, where writing to the database would cost more than the limit is worth.
   */
  perProcess?: true;
}

/** A Node timer ends at 2^31 ms; a longer one would fire at once, and end the count with it. */
const maxTimerSeconds = 24 * 86_400;

/** Limits over a longer time than this (seconds) stay in PostgreSQL: they must survive a flushed Valkey. */
const maxSecondsInValkey = 3_600;

/**
 * Share of a local limit that each process admits without Valkey, so that ordinary readers cause no round trip. Four
 * processes together admit at most three shares too many.
 */
const unsharedPart = 0.02;

const memoryLimiter = ({ name, points, seconds }: RateLimit) =>
  new RateLimiterMemory({ points, duration: Math.min(seconds, maxTimerSeconds), keyPrefix: name });

/** By connection (to PostgreSQL or Valkey) and name: tests of one process each connect to a database of their own. */
const limiters = new WeakMap<object, Map<string, RateLimiterAbstract>>();

function limiterIn(connection: object, name: string, make: () => RateLimiterAbstract): RateLimiterAbstract {
  const ofConnection = limiters.get(connection) ?? new Map<string, RateLimiterAbstract>();
  limiters.set(connection, ofConnection);
  const limiter = ofConnection.get(name) ?? make();
  ofConnection.set(name, limiter);
  return limiter;
}

const postgresLimiterOf = (limit: RateLimit) =>
  limiterIn(
    database(),
    limit.name,
    () =>
      new RateLimiterDrizzle({
        points: limit.points,
        duration: limit.seconds,
        keyPrefix: limit.name,
        storeClient: database(),
        schema: rateLimits,
        clearExpiredByTimeout: false,
        // Beyond the limit a refusal needs no write, and an unavailable database must not lift the limit.
        inMemoryBlockOnConsumed: limit.points + 1,
        insuranceLimiter: memoryLimiter(limit),
      }),
  );

/** In Valkey if there is one, else in PostgreSQL. While Valkey is not available PostgreSQL counts, from the beginning. */
function limiterOf(limit: RateLimit): RateLimiterAbstract {
  const client = valkey();
  if (!client || limit.seconds > maxSecondsInValkey) return postgresLimiterOf(limit);
  return limiterIn(client, limit.name, () =>
    valkeyRateLimiter(client, { ...limit, insuranceLimiter: postgresLimiterOf(limit) }),
  );
}

/**
 * Counts one use of `key` (an account, a network) against the limit, in Valkey or PostgreSQL so that several processes
 * share it, in memory while the database is unavailable. A limit that is `perProcess` is local. Returns 0 when allowed,
 * else the seconds to wait.
 */
export async function consumeRateLimit(limit: RateLimit, key: string, points = 1): Promise<number> {
  if (limit.perProcess) return consumeLocalRateLimit(limit, key, points);
  return secondsToWait(limit, limiterOf(limit).consume(key, points));
}

const localLimiters = new Map<string, RateLimiterMemory>();

/**
 * The same, counted by this process alone: for requests made with each page, where a write to the database would cost
 * more than the response. With Valkey, processes that have admitted their own part of the limit share the rest.
 */
export async function consumeLocalRateLimit(limit: RateLimit, key: string, points = 1): Promise<number> {
  const counted = localLimiterOf(limit).consume(key, points);
  const client = valkey();
  return secondsToWait(limit, client ? consumeShared(counted, limit, key, points) : counted);
}

/** Counts in Valkey what this process has counted so far, as soon as that is more than its own part. */
async function consumeShared(
  counted: Promise<RateLimiterRes>,
  limit: RateLimit,
  key: string,
  points: number,
): Promise<RateLimiterRes> {
  const local = await counted;
  const unshared = unsharedPoints(limit);
  if (local.consumedPoints <= unshared) return local;
  const isFirst = local.consumedPoints - points <= unshared;
  const shared = sharedLimiterOf(limit)?.consume(key, isFirst ? local.consumedPoints : points);
  return (await shared?.catch(localIfUnavailable(local))) ?? local;
}

/** Refunds one use that `consumeLocalRateLimit` counted. */
export async function refundLocalRateLimit(limit: RateLimit, key: string): Promise<void> {
  const local = await localLimiterOf(limit).reward(key, 1);
  const unshared = unsharedPoints(limit);
  if (local.consumedPoints < unshared) return;
  // What is now this process's own part is counted in Valkey again when it is exceeded again.
  const points = local.consumedPoints === unshared ? unshared + 1 : 1;
  await sharedLimiterOf(limit)?.reward(key, points).catch(localIfUnavailable(local));
}

const unsharedPoints = ({ points }: RateLimit) => Math.floor(points * unsharedPart);

/** The local count is valid while Valkey is not available. */
const localIfUnavailable = (local: RateLimiterRes) => (error: unknown) => {
  if (isRefusal(error)) throw error;
  return local;
};

/** The count in Valkey of a limit that is otherwise local; undefined without a Valkey. */
function sharedLimiterOf(limit: RateLimit): RateLimiterAbstract | undefined {
  const client = valkey();
  return client ? limiterIn(client, limit.name, () => valkeyRateLimiter(client, limit)) : undefined;
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
