import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/**
 * Where a request that may change something comes from. `unknown`: the browser sends no origin headers because it is
 * very old or very simple. `elsewhere`: perhaps a page of this site under an address other than SITE_URL; nothing
 * vouches for it.
 */
type RequestOrigin = "own" | "unknown" | "elsewhere" | "foreign";

/**
 * Classifies by `Origin`, which browsers send with every form and fetch, and by `Sec-Fetch-Site`, in which the browser
 * itself says whether the page has the same origin as the requested address; no page can set it. So the site need not
 * know the address under which it is reached, and a proxy need not forward `Host`. `Origin: null` (sandboxed frames) is
 * foreign.
 */
export function classifyOrigin(headers: IncomingHttpHeaders, siteUrl: string): RequestOrigin {
  const { origin, host } = headers;
  const fetchSite = headers["sec-fetch-site"];
  const vouched = fetchSite === "same-origin";
  if (origin === undefined) {
    if (fetchSite === undefined) return "unknown";
    return vouched || fetchSite === "none" ? "own" : "foreign";
  }
  if (!URL.canParse(origin)) return "foreign";
  const from = new URL(origin);
  if (from.origin === new URL(siteUrl).origin) return "own";
  if (fetchSite !== undefined) return vouched ? "own" : "foreign";
  // The same server under another of its names (localhost and 127.0.0.1), without https, where browsers send no
  // Sec-Fetch-Site.
  return from.host === host ? "own" : "elsewhere";
}

/**
 * Whether a request comes from this site under an address that is not SITE_URL: then links in mails and feeds lead
 * elsewhere.
 */
export function isAlternateAddress({ origin }: IncomingHttpHeaders, siteUrl: string): boolean {
  return origin !== undefined && origin !== new URL(siteUrl).origin;
}

/**
 * Sets the request's host and origin to SITE_URL, whatever the client and the proxies sent: Next compares a form's
 * origin with its host, and builds addresses from them.
 */
export function setSiteAddressHeaders(req: IncomingMessage, siteUrl: string): void {
  const site = new URL(siteUrl);
  const { headers } = req;
  for (const name of ["forwarded", "x-forwarded-port", "x-forwarded-prefix", "x-forwarded-server"])
    delete headers[name];
  headers.host = site.host;
  headers["x-forwarded-host"] = site.host;
  headers["x-forwarded-proto"] = site.protocol.slice(0, -1);
  if (headers.origin !== undefined) headers.origin = site.origin;
}
