import { setTimeout as sleep } from "node:timers/promises";
import { type FetchOptions, type FetchOutcome, type FetchRefusal, fetchExternal } from "#lib/fetch/fetch.ts";
import { parseRetryAfter } from "#lib/fetch/retry-after.ts";
import { countJsonValues } from "#lib/json-values.ts";
import { type Refusal, refused } from "#lib/result.ts";
import { ImportFailure } from "../import-reason.ts";
import { isSameSite } from "./site-address.ts";

/** Largest answer, in bytes: a hundred long posts are 2 MB; a smaller page is asked for if an answer is larger. */
const maxAnswerBytes = 12_000_000;
/** Most values in one answer: 100 posts with SEO fields are 20,000. */
const maxJsonValues = 1_000_000;
const maxAttempts = 5;
const firstWaitMs = 1_000;
/** A site that asks to be left alone for longer is read again by the next run. */
const maxWaitMs = 300_000;

export type RestAnswer =
  | { ok: true; value: unknown /** X-WP-Total. */; total: number | undefined }
  /** It took too long, was too large, or the server failed: fewer items at once may work. */
  | { ok: false; why: "overloaded"; detail: Refusal }
  /** Refused (401, 403), unknown (404) or not understood (400). */
  | { ok: false; why: "status"; status: number }
  /** A web page instead of JSON: a login, or the question of a firewall. */
  | { ok: false; why: "notJson" }
  | { ok: false; why: "moved"; url: string };

export interface RestClientOptions {
  signal?: AbortSignal | undefined;
  /** For tests: waits between attempts. */
  wait?: (ms: number) => Promise<unknown>;
  fetchOptions?: Partial<FetchOptions>;
}

/** Repeating the request would not help. */
const finalRefusals = new Set<FetchRefusal>(["private", "scheme", "port", "credentials", "address", "redirects"]);

/** Reads a site with one request at a time, and waits when the site asks for it. */
export class RestClient {
  readonly #options: RestClientOptions;
  requests = 0;

  constructor(options: RestClientOptions = {}) {
    this.#options = options;
  }

  /** Requests a page of the site as text, for its headers and its head. */
  async getPage(url: string): Promise<FetchOutcome> {
    return this.#request(url, "text/html");
  }

  /**
   * Requests JSON. Waits and asks again after 429, 503 and failures of the network; an overloaded server is asked twice
   * if `isDivisible` (the caller then asks for less). Throws an OperatorError if the site stays out of reach.
   */
  async getJson(url: string, { isDivisible = false } = {}): Promise<RestAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#request(url, "application/json");
      const answer = readAnswer(outcome, url);
      if (answer.kind === "done") return answer.answer;
      const isLast = attempt >= (answer.kind === "overloaded" && isDivisible ? 2 : maxAttempts);
      if (isLast && answer.kind === "overloaded") return { ok: false, why: "overloaded", detail: answer.detail };
      const waitMs = Math.max(answer.retryAfter * 1_000, firstWaitMs * 2 ** (attempt - 1));
      if (isLast || waitMs > maxWaitMs) {
        if (waitMs > maxWaitMs)
          throw new ImportFailure(
            refused("import.siteAsksToWait", undefined, {
              host: new URL(url).host,
              minutes: Math.ceil(waitMs / 60_000),
            }),
          );
        throw new ImportFailure(answer.detail);
      }
      await (this.#options.wait ?? this.#wait)(waitMs);
    }
  }

  readonly #wait = (ms: number) =>
    sleep(ms, undefined, { ...(this.#options.signal && { signal: this.#options.signal }) });

  async #request(url: string, accept: string): Promise<FetchOutcome> {
    const { signal, fetchOptions } = this.#options;
    signal?.throwIfAborted();
    this.requests += 1;
    const outcome = await fetchExternal(url, {
      maxBytes: maxAnswerBytes,
      maxRedirects: 5,
      totalTimeoutMs: 90_000,
      headersTimeoutMs: 60_000,
      headers: { accept },
      ...fetchOptions,
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    if (!outcome.ok && finalRefusals.has(outcome.why))
      throw new ImportFailure(toAddressRefusal(outcome.why, outcome.url));
    return outcome;
  }
}

type Reading =
  | { kind: "done"; answer: RestAnswer }
  | { kind: "overloaded" | "busy"; detail: Refusal /** Seconds. */; retryAfter: number };

function readAnswer(outcome: FetchOutcome, asked: string): Reading {
  const { host } = new URL(asked);
  if (!outcome.ok) {
    const detail = toFailureRefusal(outcome.why, host);
    const isOverloaded = ["tooLarge", "timeout", "tooSlow"].includes(outcome.why);
    return { kind: isOverloaded ? "overloaded" : "busy", detail, retryAfter: 0 };
  }
  const { status, headers, url } = outcome;
  const detail = refused("import.siteFails", undefined, { host, status });
  if (headers["cf-mitigated"] === "challenge") return { kind: "done", answer: { ok: false, why: "notJson" } };
  const retryAfter = parseRetryAfter(headers["retry-after"], Date.now());
  if (status === 429 || status === 503) return { kind: "busy", detail, retryAfter };
  if (status >= 500) return { kind: "overloaded", detail, retryAfter };
  if (status < 200 || status >= 300) return { kind: "done", answer: { ok: false, why: "status", status } };
  if (!isSameSite(new URL(url), new URL(asked))) return { kind: "done", answer: { ok: false, why: "moved", url } };
  const value = parseJson(outcome.body);
  if (value === "tooMany") return { kind: "overloaded", detail: toFailureRefusal("tooLarge", host), retryAfter: 0 };
  const answer: RestAnswer =
    value === undefined
      ? { ok: false, why: "notJson" }
      : { ok: true, value: value.json, total: readTotal(headers["x-wp-total"]) };
  return { kind: "done", answer };
}

function parseJson(body: Uint8Array): { json: unknown } | "tooMany" | undefined {
  // Plugins that print a blank line or a byte order mark before every answer are common.
  const text = new TextDecoder().decode(body).trim();
  if (!/^[[{]/.test(text)) return undefined;
  if (countJsonValues(text) > maxJsonValues) return "tooMany";
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function readTotal(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

function toFailureRefusal(why: FetchRefusal, host: string): Refusal {
  const values = { host };
  if (why === "unknownHost") return refused("import.siteUnknown", undefined, values);
  if (why === "tooLarge") return refused("import.siteSendsTooMuch", undefined, values);
  if (why === "timeout" || why === "tooSlow") return refused("import.siteTooSlow", undefined, values);
  if (why === "encoding") return refused("import.siteGarbled", undefined, values);
  return refused("import.siteUnreachable", undefined, values);
}

function toAddressRefusal(why: FetchRefusal, url: string): Refusal {
  const address = url.slice(0, 300);
  if (why === "private") return refused("import.sitePrivate", undefined, { address });
  if (why === "redirects") return refused("import.siteRedirects", undefined, { address });
  return refused("import.siteAddress", undefined, { address });
}
