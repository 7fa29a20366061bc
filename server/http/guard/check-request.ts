import type { IncomingMessage, ServerResponse } from "node:http";
import { actionHeader } from "#server/page-cache/next/internals.ts";
import { restrictivePolicy, securityHeaders } from "../security-headers.ts";
import { bodyLimit, declaresTooLarge, hasBody, isStreamedUpload } from "./body-limit.ts";
import { checkAddress } from "./check-address.ts";
import { clientAddress } from "./client-address.ts";
import { isMachineEndpoint } from "./machine-endpoints.ts";
import type { ProxyAddressWarning } from "./proxy-address-warning.ts";
import { type SiteAppearance, sendRefusal } from "./refusal.ts";
import { classifyOrigin, isAlternateAddress } from "./request-origin.ts";
import type { TokenBucket } from "./token-bucket.ts";

interface RequestCheckOptions {
  siteUrl: string;
  trustProxy: number;
  /** For requests that may change something. */
  postLimit: TokenBucket;
  addressWarning: ProxyAddressWarning;
  look(): SiteAppearance;
}

const allowedMethods = "GET, HEAD, POST";

/** Whether a request may come in; if not, it is answered. */
export function checkRequest(req: IncomingMessage, res: ServerResponse, door: RequestCheckOptions): boolean {
  // What Next reads from it is ours to say: the nonce of a page.
  if (req.headers["content-security-policy"] !== undefined) delete req.headers["content-security-policy"];
  const verdict = countHostHeaders(req) > 1 ? multipleHosts : checkAddress(req.url ?? "");
  if (!verdict.ok) {
    if ("location" in verdict) redirect(res, verdict.location, door.look());
    else sendRefusal(req, res, verdict.status, door.look(), { close: verdict.status !== 404 });
    return false;
  }
  if (req.method === "GET" || req.method === "HEAD") {
    return hasBody(req) ? checkDeclaredSize(req, res, door) : true;
  }
  if (req.method !== "POST") {
    sendRefusal(req, res, 405, door.look(), { allow: allowedMethods, close: true });
    return false;
  }
  if (!checkOrigin(req, res, door)) return false;
  // Next would wait for the end of a call that tells no length: a browser's always does.
  if (req.headers[actionHeader] !== undefined && !hasBody(req)) {
    sendRefusal(req, res, 400, door.look(), { close: true });
    return false;
  }
  const wait = door.postLimit.consume(clientAddress(req, door.trustProxy));
  if (wait !== undefined) {
    sendRefusal(req, res, 429, door.look(), { retryAfter: wait, close: true });
    return false;
  }
  return checkDeclaredSize(req, res, door);
}

/** Whether a request may come from a page of this site. One that says nothing of it may go on as far as its body, which may carry a form token. */
function checkOrigin(req: IncomingMessage, res: ServerResponse, door: RequestCheckOptions): boolean {
  const { headers } = req;
  const path = (req.url ?? "").replace(/\?.*$/s, "");
  if (isMachineEndpoint(path)) return true;
  const origin = classifyOrigin(headers, door.siteUrl);
  const isOther = origin === "elsewhere" || (origin === "own" && isAlternateAddress(headers, door.siteUrl));
  if (isOther) door.addressWarning.record(headers, origin !== "own");
  if (origin === "own") return true;
  // A call by a script always says it, and so does every browser that sends pictures by one.
  if (origin === "unknown" && headers[actionHeader] === undefined && hasBody(req) && !isStreamedUpload(path))
    return true;
  const otherAddress = origin === "elsewhere" ? { otherAddress: true } : {};
  sendRefusal(req, res, 403, door.look(), { close: true, ...otherAddress });
  return false;
}

function redirect(res: ServerResponse, location: string, { secure }: SiteAppearance): void {
  const headers = [
    ["Location", location],
    ["Content-Length", "0"],
    ["Content-Security-Policy", restrictivePolicy],
  ];
  res.writeHead(308, [...headers, ...securityHeaders({ secure })].flat()).end();
}

const multipleHosts = { ok: false, status: 400 } as const;

/** Node takes the first of several Host headers; a proxy before us may have taken another (RFC 9112, 3.2: 400). */
function countHostHeaders(req: IncomingMessage): number {
  let count = 0;
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count;
}

/** What its headers announce: the bytes themselves are counted as they come (`RequestGuard`). */
function checkDeclaredSize(req: IncomingMessage, res: ServerResponse, door: RequestCheckOptions): boolean {
  const limit = bodyLimit((req.url ?? "").replace(/\?.*$/s, ""));
  if (!declaresTooLarge(req, limit)) return true;
  sendRefusal(req, res, 413, door.look(), { close: true });
  return false;
}
