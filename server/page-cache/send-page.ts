import type { IncomingMessage, ServerResponse } from "node:http";
import { chooseEncoding } from "./encoding.ts";
import { etagOf, matchesEtag } from "./etag.ts";
import { isUnmodifiedSince } from "./last-modified.ts";
import type { CachedPage, Variant } from "./page.ts";
import { sendPrepared } from "./prepared-response.ts";

/**
 * Answers a GET or HEAD with a finished page: in the best encoding for Accept-Encoding, or as 304 if the client has it.
 * The first client of an encoding waits until the page is compressed. For a page that has been stale for `staleSeconds`,
 * because no newer one can be rendered, a header says so (RFC 9211). Its Cache-Control always makes caches revalidate.
 * Returns the bytes that are sent, 0 if they are not known yet.
 */
export function sendPage(req: IncomingMessage, res: ServerResponse, page: CachedPage, staleSeconds = 0): number {
  const encoding = chooseEncoding(req.headers["accept-encoding"], (name) => name === "identity" || page.isCompressible);
  // A cache in front of the site has directives of its own.
  const own = (headers: string[]) => (res.hasHeader("Cache-Control") ? withoutCacheControl(headers) : headers);
  const status = staleSeconds > 0 ? ["Cache-Status", `vigie; hit; ttl=-${staleSeconds}`] : [];
  const match = req.headers["if-none-match"];
  // The date counts only without entity tags (RFC 9110, 13.2.2).
  const isKnown =
    match === undefined
      ? isUnmodifiedSince(req.headers["if-modified-since"], page.contentAge)
      : matchesEtag(match, page.fingerprint);
  if (page.status === 200 && isKnown) {
    res.writeHead(304, [...own(page.shortHeaders), "ETag", etagOf(page.fingerprint, encoding), ...status]);
    res.end();
    return 0;
  }
  const send = (variant: Variant) => {
    if (res.destroyed) return;
    if (req.method === "GET" && status.length === 0 && sendPrepared(res, page.status, variant.message)) return;
    res.writeHead(page.status, [...own(variant.headers), ...status]);
    res.end(req.method === "HEAD" ? undefined : variant.body);
  };
  const variant = page.variant(encoding);
  if (variant instanceof Promise) variant.then(send, () => res.destroy());
  else {
    send(variant);
    return req.method === "GET" ? variant.message.bytes.length : 0;
  }
  return 0;
}

/** `headers` is flat: name, value, name, value … */
function withoutCacheControl(headers: readonly string[]): string[] {
  const at = headers.indexOf("Cache-Control");
  return at < 0 ? [...headers] : headers.toSpliced(at, 2);
}
