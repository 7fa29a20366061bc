import type { IncomingMessage, ServerResponse } from "node:http";
import { barePolicy, securityHeaders } from "#server/policy.ts";
import { checkAddress } from "./address.ts";
import type { AddressNotice } from "./address-notice.ts";
import { bodyLimit, declaresTooMuch, hasBody, streamsBody } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { isMachineEndpoint } from "./machine-endpoints.ts";
import { isOtherAddress, originOf } from "./origin.ts";
import type { Rate } from "./rate.ts";
import { type RefusalLook, refuse } from "./refusal.ts";

export interface Door {
  siteUrl: string;
  trustProxy: number;
  /** For requests that may change something. */
  rate: Rate;
  notice: AddressNotice;
  look(): RefusalLook;
}

const methods = "GET, HEAD, POST";

/** Whether a request may come in; if not, it is answered. */
export function checkRequest(req: IncomingMessage, res: ServerResponse, door: Door): boolean {
  // What Next reads from it is ours to say: the nonce of a page.
  if (req.headers["content-security-policy"] !== undefined) delete req.headers["content-security-policy"];
  const verdict = hostsOf(req) > 1 ? twoHosts : checkAddress(req.url ?? "");
  if (!verdict.ok) {
    if ("location" in verdict) leadTo(res, verdict.location, door.look());
    else refuse(req, res, verdict.status, door.look(), { close: verdict.status !== 404 });
    return false;
  }
  if (req.method === "GET" || req.method === "HEAD") {
    return hasBody(req) ? checkBody(req, res, door) : true;
  }
  if (req.method !== "POST") {
    refuse(req, res, 405, door.look(), { allow: methods, close: true });
    return false;
  }
  if (!checkOrigin(req, res, door)) return false;
  // Next would wait for the end of a call that tells no length: a browser's always does.
  if (req.headers["next-action"] !== undefined && !hasBody(req)) {
    refuse(req, res, 400, door.look(), { close: true });
    return false;
  }
  const wait = door.rate.take(clientAddress(req, door.trustProxy));
  if (wait !== undefined) {
    refuse(req, res, 429, door.look(), { retryAfter: wait, close: true });
    return false;
  }
  return checkBody(req, res, door);
}

/** Whether a request may come from a page of this site. One that says nothing of it may go on as far as its body, which may carry a form token. */
function checkOrigin(req: IncomingMessage, res: ServerResponse, door: Door): boolean {
  const { headers } = req;
  const path = (req.url ?? "").replace(/\?.*$/s, "");
  if (isMachineEndpoint(path)) return true;
  const origin = originOf(headers, door.siteUrl);
  const isOther = origin === "elsewhere" || (origin === "own" && isOtherAddress(headers, door.siteUrl));
  if (isOther) door.notice.note(headers, origin !== "own");
  if (origin === "own") return true;
  // A call by a script always says it, and so does every browser that sends pictures by one.
  if (origin === "unknown" && headers["next-action"] === undefined && hasBody(req) && !streamsBody(path)) return true;
  const otherAddress = origin === "elsewhere" ? { otherAddress: true } : {};
  refuse(req, res, 403, door.look(), { close: true, ...otherAddress });
  return false;
}

function leadTo(res: ServerResponse, location: string, { secure }: RefusalLook): void {
  const headers = [
    ["Location", location],
    ["Content-Length", "0"],
    ["Content-Security-Policy", barePolicy],
  ];
  res.writeHead(308, [...headers, ...securityHeaders({ secure })].flat()).end();
}

const twoHosts = { ok: false, status: 400 } as const;

/** Node takes the first of several Host headers; a proxy before us may have taken another (RFC 9112, 3.2: 400). */
function hostsOf(req: IncomingMessage): number {
  let count = 0;
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count;
}

/** What its headers announce: the bytes themselves are counted as they come (`RequestGuard`). */
function checkBody(req: IncomingMessage, res: ServerResponse, door: Door): boolean {
  const limit = bodyLimit((req.url ?? "").replace(/\?.*$/s, ""));
  if (!declaresTooMuch(req, limit)) return true;
  refuse(req, res, 413, door.look(), { close: true });
  return false;
}
