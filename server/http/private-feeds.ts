import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Executor } from "#db/client.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { writePrivateFeed } from "#features/follows/private-feed/feed-document.ts";
import { isPrivateFeedOf, readPrivateFeedPath } from "#features/follows/private-feed/private-feed-link.ts";
import { findReadableFeed } from "#features/follows/private-feed/queries.ts";
import { consumeLocalRateLimit } from "#lib/rate-limit.ts";
import { splitAddress } from "#lib/split-address.ts";
import { clientAddress } from "./guard/client-address.ts";
import { FairConcurrencyLimit } from "./guard/fair-concurrency-limit.ts";
import { busyRetrySeconds, outageRetrySeconds } from "./guard/refusal.ts";
import type { Middleware } from "./page-server.ts";

/** A feed service polls the feeds of many members from few addresses. */
const perNetwork = { name: "privateFeeds.network", points: 300, seconds: 60 };
/** A feed reader polls a few times an hour. */
const perFeed = { name: "privateFeeds.feed", points: 60, seconds: 600 };
/** Feeds read at once. */
const maxReads = 16;

const contentTypes = { xml: "application/rss+xml; charset=utf-8", json: "application/feed+json; charset=utf-8" };

/**
 * `/feeds/TOKEN.xml` and `.json`: a member's private feed, for whoever has its secret address. Served here, so that a
 * wrong address costs one read by primary key and no render.
 */
export function privateFeedEndpoint(db: Executor, { trustProxy }: { trustProxy: number }): Middleware {
  const reads = new FairConcurrencyLimit(maxReads);
  return async (req, res) => {
    const request = readPrivateFeedPath(splitAddress(req.url ?? "").path);
    if (!request || (req.method !== "GET" && req.method !== "HEAD")) return false;
    const network = clientAddress(req, trustProxy);
    const wait = await consumeLocalRateLimit(perNetwork, network);
    if (wait > 0) return send(res, 429, { "Retry-After": String(wait) });
    const leave = reads.enter(network);
    if (!leave) return send(res, 503, { "Retry-After": String(busyRetrySeconds) });
    try {
      const owner = await findReadableFeed(db, request.memberId);
      if (!owner || !isPrivateFeedOf(request, owner)) return send(res, 404);
      const waitOfFeed = await consumeLocalRateLimit(perFeed, String(owner.id));
      if (waitOfFeed > 0) return send(res, 429, { "Retry-After": String(waitOfFeed) });
      const body = await writePrivateFeed(db, owner, request.format);
      const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
      const headers = { ETag: etag, "Cache-Control": "private, max-age=300" };
      const known = req.headers["if-none-match"]?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
      if (known?.includes(etag)) return send(res, 304, headers);
      return send(res, 200, { ...headers, "Content-Type": contentTypes[request.format] }, body, req.method === "HEAD");
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      return send(res, 503, { "Retry-After": String(outageRetrySeconds) });
    } finally {
      leave();
    }
  };
}

function send(
  res: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body = "",
  withoutBody = false,
): true {
  if (res.destroyed) return true;
  const length = status === 304 ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  res.writeHead(status, { "Cache-Control": "no-store", "X-Robots-Tag": "noindex", ...length, ...headers });
  res.end(withoutBody ? undefined : body);
  return true;
}
