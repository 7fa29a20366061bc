import type { IncomingMessage, ServerResponse } from "node:http";
import { chooseEncoding } from "./encoding.ts";
import { matchesEtag } from "./etag.ts";
import type { Page } from "./page.ts";
import { quickAnswer } from "./quick-answer.ts";

/** Answers a GET or HEAD with a finished page: the right form for Accept-Encoding, or 304 if the client holds it. */
export function answerPage(req: IncomingMessage, res: ServerResponse, page: Page): void {
  const encoding = chooseEncoding(req.headers["accept-encoding"], (name) => page.variants[name] !== undefined);
  const variant = page.variants[encoding] ?? page.variants.identity;
  if (page.status === 200 && matchesEtag(req.headers["if-none-match"], page.print)) {
    res.writeHead(304, [...page.shortHeaders, "ETag", variant.etag]);
    res.end();
    return;
  }
  if (req.method === "GET" && quickAnswer(res, page.status, variant.message)) return;
  res.writeHead(page.status, variant.headers);
  res.end(req.method === "HEAD" ? undefined : variant.body);
}
