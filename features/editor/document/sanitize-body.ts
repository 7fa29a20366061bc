import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import type { Result } from "#lib/result.ts";

/** Converts the HTML that an editor sent to the stored body: allowlisted and canonical. */
export function sanitizeBody(html: string): string {
  return toHtml(sanitizeArticle(parseHtml(html)));
}

/**
 * Sanitises in a worker thread, because a megabyte takes a second. Refused on the field `body`, with `parsing.busy` or
 * `parsing.costly`.
 */
export function sanitizeBodyInWorker(html: string, client: string): Promise<Result<string>> {
  return parseInWorker({ queue: "documents", name: "readBody", read: sanitizeBody }, html, { client, field: "body" });
}
