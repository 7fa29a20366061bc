import { createHash, timingSafeEqual } from "node:crypto";
import type { ServerResponse } from "node:http";
import { expositionTypes, writeExposition } from "#lib/metrics/exposition.ts";
import { consumeLocalRateLimit } from "#lib/rate-limit.ts";
import { splitAddress } from "#lib/split-address.ts";
import { clientAddress } from "../http/guard/client-address.ts";
import type { Middleware } from "../http/page-server.ts";
import { listMetricFamilies, type MetricSources } from "./metric-families.ts";

/** Wrong tokens of one network. */
const wrongTokens = { name: "metrics.token", points: 10, seconds: 60 };

interface MetricsEndpointOptions {
  /** METRICS_TOKEN; without it, the address is unknown. */
  token: string | undefined;
  trustProxy: number;
  read(): Promise<MetricSources>;
}

/** `/metrics`: the figures of the process and the site for Prometheus, for whoever has the token. */
export function metricsEndpoint({ token, trustProxy, read }: MetricsEndpointOptions): Middleware {
  return async (req, res) => {
    if (token === undefined || splitAddress(req.url ?? "").path !== "/metrics") return false;
    if (req.method !== "GET" && req.method !== "HEAD") return send(res, 405, { Allow: "GET, HEAD" });
    if (!isToken(req.headers.authorization, token)) {
      const wait = await consumeLocalRateLimit(wrongTokens, clientAddress(req, trustProxy));
      if (wait > 0) return send(res, 429, { "Retry-After": String(wait) });
      return send(res, 401, { "WWW-Authenticate": 'Bearer realm="metrics"' });
    }
    const format = /\bapplication\/openmetrics-text\b/.test(req.headers.accept ?? "") ? "openMetrics" : "prometheus";
    const body = writeExposition(listMetricFamilies(await read()), format);
    return send(res, 200, { "Content-Type": expositionTypes[format] }, req.method === "HEAD" ? "" : body);
  };
}

const hash = (text: string) => createHash("sha256").update(text).digest();

/** Compares in constant time: hashes have one length. */
function isToken(authorization: string | undefined, token: string): boolean {
  const [, given] = /^Bearer +([^ ]+) *$/i.exec(authorization ?? "") ?? [];
  return given !== undefined && timingSafeEqual(hash(given), hash(token));
}

function send(res: ServerResponse, status: number, headers: Record<string, string>, body = ""): true {
  if (res.destroyed) return true;
  res.writeHead(status, { "Cache-Control": "no-store", "X-Robots-Tag": "noindex", Vary: "Accept", ...headers });
  res.end(body);
  return true;
}
