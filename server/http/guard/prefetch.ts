import type { IncomingMessage, ServerResponse } from "node:http";
import { busyRetrySeconds, type SiteAppearance, sendRefusal } from "./refusal.ts";

/**
 * Whether a browser requests a page before its reader follows the link: the header `Sec-Purpose`, whose value may have
 * parameters. Any client can send it, since it only lowers the request's priority.
 */
export function isPrefetch({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return headers["sec-purpose"]?.toString().startsWith("prefetch") ?? false;
}

/** Answers 503: a browser keeps only successful prefetches, and requests the page again when its reader follows the link. */
export function refusePrefetch(req: IncomingMessage, res: ServerResponse, appearance: SiteAppearance): void {
  sendRefusal(req, res, 503, appearance, { retryAfter: busyRetrySeconds });
}
