import type { IncomingMessage, ServerResponse } from "node:http";
import { destinationFromReferer } from "#features/auth/sign-in/destination.ts";
import { createFormToken, readFormAge } from "#lib/form-age-token.ts";
import { addressHeader, personalHeader } from "#lib/request-address.ts";
import { splitAddress } from "#lib/split-address.ts";
import { normaliseUrlPath } from "../page-cache/key.ts";
import { carriesSession, isPersonalRequest } from "../page-cache/shared-routes.ts";
import { maxAddressLength } from "./guard/check-address.ts";
import { restrictivePolicy, securityHeaders } from "./security-headers.ts";

/** Sets the internal headers that Next's pages read (lib/request-address.ts), and removes what the client sent as such. */
export function setPageHeaders(req: IncomingMessage): void {
  const url = req.url ?? "/";
  req.headers[addressHeader] = url;
  const path = normaliseUrlPath(splitAddress(url).path) ?? "";
  if (isPersonalRequest(path, req)) req.headers[personalHeader] = "1";
  else delete req.headers[personalHeader];
}

/** The pages whose links and forms lead to a destination. */
const signInPages = new Set(["/login", "/login/link", "/login/password", "/register"]);

/** Parameters of an address that needs no destination: it has one, or it comes from a failed sign-in or a mailed link. */
const decidedBy = ["next", "error", "token"] as const;

/** A registration form may stay open for a day (`readFormAge`); an address older than this gets a new time (ms). */
const maxFormAgeMs = 12 * 3_600_000;

/**
 * Redirects a GET of a sign-in page whose address lacks what its forms need, and returns true. The pages are the same
 * for everyone, so the address carries `next`, the page from which the visitor came, and for the registration `opened`,
 * the signed time at which the form was opened.
 */
export function redirectSignIn(
  req: IncomingMessage,
  res: ServerResponse,
  site: { siteUrl: string; secure: boolean },
): boolean {
  const url = req.url ?? "/";
  if (!url.startsWith("/login") && !url.startsWith("/register")) return false;
  if (req.method !== "GET" && req.method !== "HEAD") return false;
  if (req.headers.rsc !== undefined) return false;
  const location = completeAddress(url, req.headers, new URL(site.siteUrl).host);
  if (location === undefined) return false;
  const headers = [
    ["Location", location],
    ["Content-Length", "0"],
    ["Cache-Control", "no-store"],
    ["Vary", "Referer, Cookie"],
    ["Content-Security-Policy", restrictivePolicy],
    ...securityHeaders({ secure: site.secure }),
  ];
  res.writeHead(307, headers.flat()).end();
  return true;
}

/** Returns the address with the parameters that it lacks; undefined if it lacks none. */
function completeAddress(url: string, headers: IncomingMessage["headers"], host: string): string | undefined {
  const { path, query: search } = splitAddress(url);
  if (!signInPages.has(path)) return undefined;
  const query = new URLSearchParams(search);
  const added = new URLSearchParams();
  // /login tells a member that they are signed in, and needs no destination.
  const isUndecided = !decidedBy.some((name) => query.has(name)) && !(path === "/login" && carriesSession(headers));
  const next = isUndecided ? destinationFromReferer(headers.referer, host) : "/";
  if (next !== "/") added.set("next", next);
  if (path === "/register" && readFormAge(query.get("opened") ?? "", Date.now(), maxFormAgeMs) === undefined)
    added.set("opened", createFormToken());
  if (added.size === 0) return undefined;
  for (const [name, value] of added) query.set(name, value);
  const complete = `${path}?${query}`;
  if (complete.length <= maxAddressLength) return complete;
  const opened = added.get("opened");
  return opened === null ? undefined : `${path}?opened=${opened}`;
}
