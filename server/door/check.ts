import type { IncomingMessage, ServerResponse } from "node:http";
import { checkAddress } from "./address.ts";
import { bodyLimit, declaresTooMuch } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { isOwnOrigin } from "./origin.ts";
import type { Rate } from "./rate.ts";
import { type RefusalLook, refuse } from "./refusal.ts";

export interface Door {
  siteUrl: string;
  trustProxy: number;
  /** For requests that may change something. */
  rate: Rate;
  look(): RefusalLook;
}

const methods = "GET, HEAD, POST";

/** Whether a request may come in; if not, it is answered. */
export function checkRequest(req: IncomingMessage, res: ServerResponse, door: Door): boolean {
  // What Next reads from it is ours to say: the nonce of a page.
  if (req.headers["content-security-policy"] !== undefined) delete req.headers["content-security-policy"];
  const verdict = hostsOf(req) > 1 ? twoHosts : checkAddress(req.url ?? "");
  if (!verdict.ok) {
    if ("location" in verdict) res.writeHead(308, ["Location", verdict.location, "Content-Length", "0"]).end();
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
  if (!isOwnOrigin(req.headers, door.siteUrl)) {
    refuse(req, res, 403, door.look(), { close: true });
    return false;
  }
  // Next compares the form's origin with the host that it believes to be asked: behind a proxy that is the site's own.
  if (req.headers.origin && URL.canParse(req.headers.origin)) {
    req.headers["x-forwarded-host"] = new URL(req.headers.origin).host;
  }
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

/** Whether a request brings a body, if only an empty one. */
export const hasBody = ({ headers }: IncomingMessage) =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

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
  // The rest would have to be read to keep the connection: it is let go once the answer is out.
  res.once("finish", () => req.destroy());
  refuse(req, res, 413, door.look(), { close: true });
  return false;
}
