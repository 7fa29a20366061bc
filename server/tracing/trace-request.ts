import type { IncomingMessage, ServerResponse } from "node:http";
import type { Tracing } from "#lib/tracing.ts";
import { kindOfUrl } from "../metrics/page-kinds.ts";

const methods = new Set(["GET", "HEAD", "POST"]);

/**
 * Runs the answer to a request in a span that names its page kind, and nothing of its address. It belongs to the trace
 * of the proxy in front only if there is one that is trusted.
 */
export function traceRequest(
  tracing: Tracing,
  req: IncomingMessage,
  res: ServerResponse,
  { trustProxy, answer }: { trustProxy: number; answer: () => void },
): void {
  const method = methods.has(req.method ?? "") ? (req.method ?? "") : "other";
  const kind = kindOfUrl(req.url ?? "/");
  const header = trustProxy > 0 ? req.headers.traceparent : undefined;
  // It goes no further: Next would take it for its own.
  delete req.headers.traceparent;
  const facts = { "http.request.method": method, "vigie.page_kind": kind };
  const parent = typeof header === "string" ? header : undefined;
  tracing.begin(`${method} ${kind}`, { facts, parent }, (end) => {
    res.once("close", () => {
      const aborted = !res.writableFinished;
      end({ "http.response.status_code": res.statusCode, "vigie.aborted": aborted }, res.statusCode >= 500);
    });
    answer();
  });
}
