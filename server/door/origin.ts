import type { IncomingHttpHeaders } from "node:http";

/** Methods that change nothing. */
export const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request that may change something comes from a page of this site. Browsers send `Origin` with every form and fetch; a
 * request without one is a program, which carries no reader's cookies by itself. `Origin: null` (sandboxed frames) is foreign.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, siteUrl: string): boolean {
  const { origin, host } = headers;
  const fetchSite = headers["sec-fetch-site"];
  if (origin === undefined) return fetchSite === undefined || fetchSite === "same-origin" || fetchSite === "none";
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (from.origin === new URL(siteUrl).origin) return true;
  // The same server under another of its names (localhost and 127.0.0.1): where the form came from is where it goes.
  return from.host === host && (fetchSite === undefined || fetchSite === "same-origin");
}
