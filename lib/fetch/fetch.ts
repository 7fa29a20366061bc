import { Agent, request } from "undici";
import { env } from "../env.ts";
import { threadMetrics } from "../metrics/thread-metrics.ts";
import { trace } from "../tracing.ts";
import { type AddressRefusal, checkFetchAddress } from "./address-rules.ts";
import { guardedLookup, PrivateAddressError, type ResolveAll } from "./guarded-lookup.ts";
import { acceptedCodings, discard, type ResponseRefusal, readBody } from "./read-body.ts";

interface FetchLimits {
  /** Limit of the body, both as it arrives and decompressed. */
  maxBytes: number;
  maxRedirects?: number;
  /** Limit for all redirects and the body together. */
  totalTimeoutMs?: number;
  /** For resolving the name, connecting and TLS. */
  connectTimeoutMs?: number;
  /** From the request to the end of the headers. */
  headersTimeoutMs?: number;
  /** At least `minWindowBytes` of the body must arrive in each window of this length. */
  rateWindowMs?: number;
  minWindowBytes?: number;
}

export interface FetchOptions extends FetchLimits {
  /** Sent to the first origin only (`If-None-Match` and similar). */
  headers?: Record<string, string>;
  /** A small form to POST. Then no redirect is followed: its status is the result. */
  form?: Record<string, string>;
  /** A JSON document to POST, likewise. */
  json?: object;
  signal?: AbortSignal;
  /** Which hosts may be private. Default: all or none, by FETCH_ALLOW_PRIVATE, which is read only here. */
  mayBePrivate?: (hostname: string) => boolean;
  /** For tests: how names are resolved. */
  resolve?: ResolveAll;
}

export type FetchRefusal =
  | AddressRefusal
  | ResponseRefusal
  | "address"
  | "redirects"
  | "timeout"
  | "unknownHost"
  | "aborted"
  | "network";

interface FetchedResponse {
  ok: true;
  status: number;
  /** The final address, after redirects. */
  url: string;
  /** Whether every redirect is permanent (301, 308): then `url` may be stored. */
  moved: boolean;
  /** Names in lower case; the first of several values, but all of `link`. */
  headers: Record<string, string>;
  /** Empty unless the status is 2xx. */
  body: Uint8Array;
}

export type FetchOutcome = FetchedResponse | { ok: false; why: FetchRefusal; url: string };

const defaultLimits = {
  maxRedirects: 5,
  totalTimeoutMs: 30_000,
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 10_000,
  rateWindowMs: 5_000,
  minWindowBytes: 5_000,
};

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

/** Whether an address would be requested at all, as far as it can be told without resolving its name. */
export function mayFetch(address: string): boolean {
  return URL.canParse(address) && checkFetchAddress(new URL(address), env().FETCH_ALLOW_PRIVATE) === undefined;
}

function postedBody({ form, json }: Pick<FetchOptions, "form" | "json">) {
  if (form) return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(form).toString() };
  return json && { type: "application/json; charset=utf-8", body: JSON.stringify(json) };
}

/**
 * GETs an untrusted address (a pasted image, a feed), or POSTs a form or JSON to it (a hub of a feed): http and https, public
 * addresses only, with limits on redirects, bytes and time. Every other outgoing request goes to an address that the operator set. Never throws because of what
 * the other side does.
 */
export async function fetchExternal(address: string, options: FetchOptions): Promise<FetchOutcome> {
  const outcome = await trace("fetch", {}, () => fetchUncounted(address, options));
  threadMetrics.fetches.add(outcome.ok ? `${Math.floor(outcome.status / 100)}xx` : outcome.why);
  return outcome;
}

async function fetchUncounted(address: string, options: FetchOptions): Promise<FetchOutcome> {
  const limits = { ...defaultLimits, ...options };
  const mayBePrivate = options.mayBePrivate ?? (() => env().FETCH_ALLOW_PRIVATE);
  const timeout = AbortSignal.timeout(limits.totalTimeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  const dispatcher = new Agent({
    connect: { lookup: guardedLookup(mayBePrivate, options.resolve), timeout: limits.connectTimeoutMs },
    headersTimeout: limits.headersTimeoutMs,
    // The signal limits the whole body; the minimum rate is checked below.
    bodyTimeout: limits.totalTimeoutMs,
  });
  const posted = postedBody(options);
  let url: URL | undefined;
  const refuse = (why: FetchRefusal): FetchOutcome => ({ ok: false, why, url: url?.href ?? address });
  try {
    let next = address;
    let moved = true;
    for (let redirects = 0; ; redirects += 1) {
      if (redirects > limits.maxRedirects) return refuse("redirects");
      if (!URL.canParse(next, url)) return refuse("address");
      const before = url;
      url = new URL(next, url);
      const refused = checkFetchAddress(url, mayBePrivate(url.hostname));
      if (refused) return refuse(refused);
      url.hash = "";
      const isFirstOrigin = before === undefined || url.origin === new URL(address).origin;
      const answer = await request(url, {
        dispatcher,
        signal,
        headers: {
          "user-agent": `Vigie (+${env().SITE_URL})`,
          "accept-encoding": acceptedCodings,
          ...(isFirstOrigin ? options.headers : {}),
          ...(posted ? { "content-type": posted.type } : {}),
        },
        ...(posted ? { method: "POST", body: posted.body } : {}),
      });
      const { statusCode: status, body } = answer;
      const headers = firstValues(answer.headers);
      if (isRedirect(status) && headers.location !== undefined && !posted) {
        discard(body);
        moved &&= status === 301 || status === 308;
        next = headers.location;
        continue;
      }
      const isWanted = status >= 200 && status < 300;
      if (!isWanted) discard(body);
      const bytes = isWanted ? await read(body, headers) : new Uint8Array();
      if (typeof bytes === "string") return refuse(bytes);
      return { ok: true, status, url: url.href, moved: redirects > 0 && moved, headers, body: bytes };
    }
  } catch (error) {
    return refuse(timeout.aborted ? "timeout" : options.signal?.aborted ? "aborted" : reasonOf(error));
  } finally {
    await dispatcher.destroy();
  }

  async function read(body: Parameters<typeof readBody>[0], headers: Record<string, string>) {
    if (Number(headers["content-length"] ?? 0) <= limits.maxBytes)
      return readBody(body, headers["content-encoding"] ?? "", limits);
    discard(body);
    return "tooLarge" as const;
  }
}

function firstValues(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? (name.toLowerCase() === "link" ? value.join(", ") : value[0]) : value;
      return first === undefined ? [] : [[name.toLowerCase(), first]];
    }),
  );
}

function reasonOf(error: unknown): FetchRefusal {
  if (error instanceof PrivateAddressError) return "private";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/.test(code)) return "timeout";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "unknownHost";
  return /^Z_|^ERR_.*BROTLI|^ERR_PADDING|^ERR__|^ZSTD_error_/.test(code) ? "encoding" : "network";
}
