import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { actionHeader } from "#server/page-cache/next/internals.ts";
import { chooseEncoding } from "../page-cache/encoding.ts";
import { insertTrustedTypesScript } from "../page-cache/next/late-hydration.ts";
import type { PreviewRules } from "./guard/preview-rules.ts";
import { outageRetrySeconds } from "./guard/refusal.ts";
import { insertEarlyScript } from "./hydration/early-script.ts";
import { ResponseBody } from "./response-body.ts";
import { contentSecurityPolicy, mailPreviewPolicy, securityHeaders, signInOrigins } from "./security-headers.ts";

const compressible = /^(?:text\/(?!event-stream)|application\/(?:json|javascript|xml))/;

/**
 * The statuses of `unauthorized()`, `forbidden()` and `notFound()` in a page, and of an empty response from a route.
 */
const refusalStatuses = [401, 403, 404, 429] as const;
/** The statuses with which Next answers when a page or a form's action threw. */
const failureStatuses = [500, 503] as const;
type PageRefusal = (typeof refusalStatuses)[number] | (typeof failureStatuses)[number];

/** How many bytes of a page are searched for `<head>`; Next writes it in its first chunk. */
const maxHeadBytes = 16 * 1024;

/**
 * Prepares a request that Next answers for this client alone: a nonce (Next reads it from the request's policy header
 * and gives it to its scripts), the security headers, the browser-side policy as the first script, and gzip
 * (`ResponseBody`). `onRefused` answers for a page that Next refuses (absent, or not for this client) or that failed; a
 * failure is 503 where `isOutage` says that the database is the cause. Returns a function that answers in Next's place as
 * long as the response has not begun; what Next still writes is then dropped.
 */
export function prepareDynamicResponse(
  req: IncomingMessage,
  res: ServerResponse,
  options: {
    path: string;
    secure: boolean;
    preview?: PreviewRules | undefined;
    isOutage(): boolean;
    onRefused(status: PageRefusal, retryAfter?: number): void;
  },
): (answer: () => void) => void {
  const nonce = randomBytes(16).toString("base64");
  const policy = options.preview?.isMail
    ? mailPreviewPolicy
    : contentSecurityPolicy({
        scripts: [`'nonce-${nonce}'`],
        secure: options.secure,
        frames: options.preview?.frames ?? [],
        framableBySelf: options.preview?.framableBySelf ?? false,
        formTargets: options.path === "/login" ? signInOrigins() : [],
      });
  const accepted = req.headers["accept-encoding"];
  // Next would compress the response, and the code below could not read it.
  delete req.headers["accept-encoding"];
  req.headers["content-security-policy"] = policy;
  for (const [name, value] of securityHeaders(options)) res.setHeader(name, value);
  res.setHeader("Content-Security-Policy", policy);
  if (options.preview) res.setHeader("X-Robots-Tag", "noindex, nofollow");

  const raw = {
    write: res.write.bind(res) as (chunk: Buffer) => boolean,
    end: res.end.bind(res) as (chunk?: Buffer) => ServerResponse,
    writeHead: res.writeHead.bind(res) as (status: number) => ServerResponse,
    flushHeaders: res.flushHeaders.bind(res),
  };
  // Next deletes these headers while it handles the request.
  const isDocument = isDocumentRequest(req, options.path);
  let hasBegun = false;
  let refusal: PageRefusal | undefined;
  /** Receives what Next writes; undefined for a response without a body, or one that Next has encoded. */
  let body: ResponseBody | undefined;

  const begin = () => {
    if (hasBegun) return;
    hasBegun = true;
    const type = String(res.getHeader("content-type") ?? "");
    const hasBody = req.method !== "HEAD" && res.statusCode !== 204 && res.statusCode !== 304;
    res.removeHeader("x-powered-by");
    // Next's own document is empty until its scripts have run, and then adds styles that the policy refuses.
    refusal = type.startsWith("text/html") ? refusalStatuses.find((status) => status === res.statusCode) : undefined;
    if (res.statusCode >= 500) {
      if (options.isOutage()) res.statusCode = 503;
      // Not for responses of routes and actions to programs.
      if (isDocument && /^(?:text\/(?:html|plain)|$)/.test(type))
        refusal = failureStatuses.find((status) => status === res.statusCode);
      if (res.statusCode === 503 && !res.hasHeader("retry-after"))
        res.setHeader("Retry-After", String(outageRetrySeconds));
    }
    if (refusal) return;
    if (!hasBody || res.hasHeader("content-encoding")) return;
    const isHtml = type.startsWith("text/html");
    const isPacked = compressible.test(type) && chooseEncoding(accepted, (one) => one !== "br") === "gzip";
    if (isHtml || isPacked)
      body = new ResponseBody(res, raw, {
        gzip: isPacked,
        ...(isHtml && !options.preview?.isMail && { beginning: beginningOfPage(nonce) }),
      });
  };

  const bytes = (chunk: unknown, encoding: unknown): Buffer => {
    if (chunk === undefined || chunk === null || typeof chunk === "function") return Buffer.alloc(0);
    if (typeof chunk === "string")
      return Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
    return Buffer.from(chunk as Uint8Array);
  };
  const callback = (...args: unknown[]) => args.find((arg): arg is () => void => typeof arg === "function");

  Object.assign(res, {
    flushHeaders() {
      begin();
      // They are sent with the first bytes.
      if (!refusal && !body) raw.flushHeaders();
    },
    writeHead(status: number, ...headerArguments: unknown[]) {
      const headers = headerArguments.find((arg): arg is object => typeof arg === "object" && arg !== null);
      const pairs = Array.isArray(headers)
        ? Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i], headers[2 * i + 1]])
        : Object.entries(headers ?? {});
      for (const [name, value] of pairs) if (value !== undefined) res.setHeader(String(name), value);
      res.statusCode = status;
      begin();
      return refusal || body ? res : raw.writeHead(res.statusCode);
    },
    write(chunk: unknown, encoding?: unknown, done?: unknown) {
      begin();
      const canWriteMore = refusal !== undefined || (body ?? raw).write(bytes(chunk, encoding));
      callback(encoding, done)?.();
      return canWriteMore;
    },
    end(chunk?: unknown, encoding?: unknown, done?: unknown) {
      begin();
      const finished = callback(chunk, encoding, done);
      if (finished) res.once("finish", finished);
      if (refusal) {
        Object.assign(res, raw);
        res.removeHeader("content-length");
        options.onRefused(refusal, Number(res.getHeader("retry-after")) || undefined);
        return res;
      }
      const last = bytes(chunk, encoding);
      if (body) body.end(last);
      else raw.end(last.length === 0 ? undefined : last);
      return res;
    },
  });

  return (answer) => {
    Object.assign(res, raw);
    answer();
    Object.assign(res, ignoreWrites(res));
  };
}

/** Replaces everything that writes a response by functions without effect. */
function ignoreWrites(res: ServerResponse) {
  const nothing = () => res;
  return {
    flushHeaders() {},
    removeHeader() {},
    writeHead: nothing,
    setHeader: nothing,
    appendHeader: nothing,
    end: nothing,
    write: () => true,
  };
}

/** Whether a browser shows the response itself instead of handing it to a script. */
function isDocumentRequest({ headers }: IncomingMessage, path: string): boolean {
  return headers.rsc === undefined && headers[actionHeader] === undefined && !path.startsWith("/api/");
}

/** The policy script comes first in `<head>`, which Next writes in its first chunk. */
function beginningOfPage(nonce: string) {
  const hasHead = (bytes: Buffer) => /<head\b[^<>]*>/.test(bytes.toString("latin1", 0, maxHeadBytes));
  return {
    isComplete: (bytes: Buffer) => bytes.length >= maxHeadBytes || hasHead(bytes),
    change: (bytes: Buffer) => (hasHead(bytes) ? insertPolicyScript(bytes, nonce) : bytes),
  };
}

/** Works on the bytes up to `<head>` only: what follows may end inside a character. */
function insertPolicyScript(chunk: Buffer, nonce: string): Buffer {
  const end = chunk.indexOf(">", chunk.indexOf("<head")) + 1;
  return Buffer.concat([
    Buffer.from(insertTrustedTypesScript(insertEarlyScript(chunk.subarray(0, end).toString("utf8"), nonce), nonce)),
    chunk.subarray(end),
  ]);
}
