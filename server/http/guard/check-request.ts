import type { IncomingMessage, ServerResponse } from "node:http";
import { splitAddress } from "#lib/split-address.ts";
import { actionHeader } from "#server/page-cache/next/internals.ts";
import { checkRouterHeaders } from "#server/page-cache/next/router-headers.ts";
import { bodyLimit, declaresTooLarge, hasBody, isStreamedUpload } from "./body-limit.ts";
import { checkAddress } from "./check-address.ts";
import { clientAddress } from "./client-address.ts";
import { isMachineEndpoint } from "./machine-endpoints.ts";
import type { ProxyAddressWarning } from "./proxy-address-warning.ts";
import { sendRedirect } from "./redirect.ts";
import { type SiteAppearance, sendRefusal } from "./refusal.ts";
import { classifyOrigin, isAlternateAddress } from "./request-origin.ts";
import type { TokenBucket } from "./token-bucket.ts";

interface RequestCheckOptions {
  siteUrl: string;
  trustProxy: number;
  /** For requests that may change something. */
  postLimit: TokenBucket;
  addressWarning: ProxyAddressWarning;
  appearance(): SiteAppearance;
}

const allowedMethods = "GET, HEAD, POST";

/** Whether a request may pass. If not, it has been answered. */
export function checkRequest(req: IncomingMessage, res: ServerResponse, options: RequestCheckOptions): boolean {
  // Next takes the nonce of a page from this header, so only we may set it.
  if (req.headers["content-security-policy"] !== undefined) delete req.headers["content-security-policy"];
  const verdict = countHostHeaders(req) > 1 ? multipleHosts : checkAddress(req.url ?? "");
  if (!verdict.ok) {
    if ("location" in verdict) sendRedirect(res, 308, verdict.location, options.appearance());
    else sendRefusal(req, res, verdict.status, options.appearance(), { close: verdict.status !== 404 });
    return false;
  }
  const router = checkRouterHeaders(req);
  if (!router.ok) {
    if ("location" in router) sendRedirect(res, 307, router.location, options.appearance());
    else sendRefusal(req, res, router.status, options.appearance(), { close: true });
    return false;
  }
  if (req.method === "GET" || req.method === "HEAD") {
    return hasBody(req) ? checkDeclaredSize(req, res, options) : true;
  }
  if (req.method !== "POST") {
    sendRefusal(req, res, 405, options.appearance(), { allow: allowedMethods, close: true });
    return false;
  }
  if (!checkOrigin(req, res, options)) return false;
  // Next would wait for the end of a call without a length; a browser's call always has one.
  if (req.headers[actionHeader] !== undefined && !hasBody(req)) {
    sendRefusal(req, res, 400, options.appearance(), { close: true });
    return false;
  }
  const wait = options.postLimit.consume(clientAddress(req, options.trustProxy));
  if (wait !== undefined) {
    sendRefusal(req, res, 429, options.appearance(), { retryAfter: wait, close: true });
    return false;
  }
  return checkDeclaredSize(req, res, options);
}

/**
 * Whether a request may come from a page of this site. One without origin headers may pass as far as its body, which
 * may carry a form token.
 */
function checkOrigin(req: IncomingMessage, res: ServerResponse, options: RequestCheckOptions): boolean {
  const { headers } = req;
  const path = splitAddress(req.url ?? "").path;
  if (isMachineEndpoint(path)) return true;
  const origin = classifyOrigin(headers, options.siteUrl);
  const isOther = origin === "elsewhere" || (origin === "own" && isAlternateAddress(headers, options.siteUrl));
  if (isOther) options.addressWarning.record(headers, origin !== "own");
  if (origin === "own") return true;
  // A call by a script always has origin headers, and so has every browser that uploads images by one.
  if (origin === "unknown" && headers[actionHeader] === undefined && hasBody(req) && !isStreamedUpload(path))
    return true;
  const otherAddress = origin === "elsewhere" ? { otherAddress: true } : {};
  sendRefusal(req, res, 403, options.appearance(), { close: true, ...otherAddress });
  return false;
}

const multipleHosts = { ok: false, status: 400 } as const;

/** Node takes the first of several Host headers; a proxy in front of us may have taken another (RFC 9112, 3.2: 400). */
function countHostHeaders(req: IncomingMessage): number {
  let count = 0;
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count;
}

/** Checks what the headers declare; `RequestGuard` counts the bytes as they arrive. */
function checkDeclaredSize(req: IncomingMessage, res: ServerResponse, options: RequestCheckOptions): boolean {
  const limit = bodyLimit(splitAddress(req.url ?? "").path, req.headers["content-type"]);
  if (!declaresTooLarge(req, limit)) return true;
  sendRefusal(req, res, 413, options.appearance(), { close: true });
  return false;
}
