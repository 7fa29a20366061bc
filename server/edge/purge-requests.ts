import type { EdgeName } from "./edge-services.ts";

/** How a cache is purged. */
interface PurgeRequests {
  /** Keys that one request takes. */
  maxKeys: number;
  /** Requests for one purge; beyond them all pages are purged with one key. */
  maxRequests: number;
  /** When each change is purged, after it was read from the log (ms): the last one as in `edge-headers.ts`. */
  delaysMs: readonly number[];
  /** Whether the cache expects heartbeats: without them it keeps no page for long. */
  hasHeartbeat: boolean;
  /** @param purgedUntil a time of the cache's clock: what had changed by then has been purged with these keys, or before */
  build(
    keys: readonly string[],
    token: string,
    purgedUntil?: string,
  ): { method: string; headers: Record<string, string>; body?: string };
}

/** The header with the time at which a cache answered, and the one in which a heartbeat returns that time. */
export const purgeTimeHeader = "X-Purge-Time";
const purgedUntilHeader = "X-Purged-Until";

const json = (token: Record<string, string>, body: unknown) => ({
  method: "POST",
  headers: { ...token, "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/**
 * At 50 ms the processes of the site have read the change with its notification. Those that missed the notification, read
 * from a standby or are busy read it later, and give the cache the old page until then. At 2 s also what they had sent
 * before has arrived at the cache.
 */
const often = [50, 150, 300, 500, 800, 2_000];
/** Each purge counts towards a limit of the service. */
const sometimes = [50, 400, 800, 2_000];
const seldom = [50, 2_000];

export const purgeRequests: Readonly<Record<EdgeName, PurgeRequests>> = {
  // docs/proxies/varnish.vcl answers it.
  varnish: {
    maxKeys: 400,
    maxRequests: 10,
    delaysMs: often,
    hasHeartbeat: true,
    build: (keys, token, purgedUntil) => ({
      method: "PURGE",
      headers: {
        "X-Purge-Token": token,
        "X-Purge-Keys": keys.join(" "),
        ...(purgedUntil && { [purgedUntilHeader]: purgedUntil }),
      },
    }),
  },
  // Batch purge by surrogate keys.
  fastly: {
    maxKeys: 256,
    maxRequests: 4,
    delaysMs: sometimes,
    hasHeartbeat: false,
    build: (keys, token) => json({ "Fastly-Key": token }, { surrogate_keys: keys }),
  },
  // Its plans admit 100 tags in a request, and the free one 5 requests a minute.
  cloudflare: {
    maxKeys: 100,
    maxRequests: 3,
    delaysMs: seldom,
    hasHeartbeat: false,
    build: (keys, token) => json({ Authorization: `Bearer ${token}` }, { tags: keys }),
  },
  // One tag in a request, and only some requests a second.
  bunny: {
    maxKeys: 1,
    maxRequests: 10,
    delaysMs: seldom,
    hasHeartbeat: false,
    build: ([key], token) => json({ AccessKey: token }, { CacheTag: key }),
  },
};
