import { createHmac } from "node:crypto";
import { type RateLimiterAbstract, RateLimiterValkey } from "rate-limiter-flexible";
import { deriveKey } from "../keyed-hash.ts";
import type { ValkeyClient, ValkeyResult } from "./valkey-client.ts";

/** Adds points to a count, which begins with an expiry; returns it with the milliseconds until it expires. */
const countScript = `
redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
return {redis.call('incrby', KEYS[1], ARGV[1]), redis.call('pttl', KEYS[1])}`;

interface ValkeyLimiterOptions {
  name: string;
  points: number;
  seconds: number;
  /** Counts while Valkey is not available; without one, calls are then rejected with an Error. */
  insuranceLimiter?: RateLimiterAbstract;
}

/** Creates a limiter whose counts are in Valkey, for all instances of the site, in one round trip for each use. */
export function valkeyRateLimiter(
  client: ValkeyClient,
  { name, points, seconds, insuranceLimiter }: ValkeyLimiterOptions,
): RateLimiterValkey {
  return new RateLimiterValkey({
    points,
    duration: seconds,
    keyPrefix: name,
    storeClient: limiterStore(client),
    // Beyond the limit a refusal needs no round trip.
    inMemoryBlockOnConsumed: points + 1,
    ...(insuranceLimiter && { insuranceLimiter }),
  });
}

/**
 * The part of a client that the limiter calls, with the circuit breaker between. Keys name accounts and networks, so
 * Valkey gets only their hash.
 */
function limiterStore(client: ValkeyClient) {
  const secret = deriveKey("rate limits");
  const keyOf = (name: string) =>
    `${client.prefix}limit:${createHmac("sha256", secret).update(name).digest("base64url").slice(0, 22)}`;
  return {
    defineCommand() {},
    async rlflxIncr([name = "", points = "1", seconds = "1"]: string[]) {
      return requireValue(
        await client.run((server) => server.call("EVAL", countScript, 1, keyOf(name), points, seconds)),
      );
    },
    async del(name: string) {
      return requireValue(await client.run((server) => server.del(keyOf(name))));
    },
  };
}

/** The limiter knows failures as errors only. */
function requireValue<T>(result: ValkeyResult<T>): T {
  if (!result.isAvailable) throw new Error("Valkey is not available.");
  return result.value;
}
