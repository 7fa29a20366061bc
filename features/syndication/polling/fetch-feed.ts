import { createHash } from "node:crypto";
import type { FeedFailure } from "#db/schema/syndication.ts";
import { feedTimeoutMs, maxFeedBytes } from "#features/syndication/rules.ts";
import { type FetchOptions, type FetchOutcome, fetchExternal } from "#lib/fetch/fetch.ts";
import { parseRetryAfter } from "#lib/fetch/retry-after.ts";
import { parseMaxAge } from "./rules.ts";

/** What a feed's server sent last, so that it need not send it again. */
export interface FeedValidators {
  etag: string | null;
  lastModified: string | null;
  bodyHash: string | null;
}

interface Success {
  /** The feed's new address, if it has moved for good. */
  movedTo: string | null;
  validators: FeedValidators;
  maxAgeSeconds: number;
  bytes: number;
}

/**
 * `body`: a document to be parsed. `unchanged`: the same as last time, as the server says (304) or as the hash of the body shows. `failed`:
 * `isGone` if the server says that the feed is gone for good; `retryAfterSeconds` counts for the whole host if `isHostBusy`.
 */
export type FeedResponse =
  | (Success & { kind: "body"; body: Uint8Array; url: string; contentType: string; link: string })
  | (Success & { kind: "unchanged" })
  | { kind: "failed"; failure: FeedFailure; isGone: boolean; isHostBusy: boolean; retryAfterSeconds: number }
  | { kind: "stopped" };

export type FeedFetchOptions = Pick<FetchOptions, "signal" | "mayBePrivate" | "resolve">;

/** Listed by preference. Some servers send HTML if any type is accepted first. */
const accept =
  "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, " +
  "application/json;q=0.8, */*;q=0.5";
/** Longer validators are not kept; no server needs them. */
const maxValidatorLength = 500;

/** Fetches a feed, unless it is unchanged. Never throws because of what its server does. */
export async function fetchFeed(
  url: string,
  known: FeedValidators,
  options: FeedFetchOptions = {},
): Promise<FeedResponse> {
  const outcome = await fetchExternal(url, {
    ...options,
    maxBytes: maxFeedBytes,
    totalTimeoutMs: feedTimeoutMs,
    // A short feed may arrive slowly.
    minWindowBytes: 500,
    headers: {
      accept,
      ...(known.etag !== null && { "if-none-match": known.etag }),
      ...(known.lastModified !== null && { "if-modified-since": known.lastModified }),
    },
  });
  if (!outcome.ok) {
    if (outcome.why === "aborted") return { kind: "stopped" };
    return failed({
      code: outcome.why,
      ...(outcome.url !== url && { detail: outcome.url.slice(0, 500) }),
    });
  }
  const { status, headers } = outcome;
  const isUnchanged = status === 304 && (known.etag !== null || known.lastModified !== null);
  if (!isUnchanged && (status < 200 || status > 299)) return describeStatus(outcome, url);
  const success: Success = {
    movedTo: outcome.moved ? outcome.url : null,
    validators: { etag: validator(headers.etag), lastModified: validator(headers["last-modified"]), bodyHash: null },
    maxAgeSeconds: parseMaxAge(headers["cache-control"]),
    bytes: outcome.body.length,
  };
  if (isUnchanged) {
    // A 304 may leave out what has not changed.
    const { etag, lastModified } = success.validators;
    const validators = {
      etag: etag ?? known.etag,
      lastModified: lastModified ?? known.lastModified,
      bodyHash: known.bodyHash,
    };
    return { kind: "unchanged", ...success, validators };
  }
  const bodyHash = createHash("sha256").update(outcome.body).digest("base64url");
  success.validators.bodyHash = bodyHash;
  if (bodyHash === known.bodyHash) return { kind: "unchanged", ...success };
  const contentType = headers["content-type"] ?? "";
  return {
    kind: "body",
    ...success,
    body: outcome.body,
    url: outcome.url,
    contentType: contentType.slice(0, 500),
    link: (headers.link ?? "").slice(0, 10_000),
  };
}

const validator = (value: string | undefined) =>
  value !== undefined && value.length <= maxValidatorLength ? value : null;

const failed = (failure: FeedFailure): FeedResponse => ({
  kind: "failed",
  failure,
  isGone: false,
  isHostBusy: false,
  retryAfterSeconds: 0,
});

const codesByStatus: Record<number, string> = {
  401: "unauthorized",
  403: "refused",
  404: "notFound",
  410: "gone",
  429: "tooMany",
  451: "refused",
};

function describeStatus(
  { status, headers, url }: Extract<FetchOutcome, { ok: true }>,
  requested: string,
): FeedResponse {
  const code = codesByStatus[status] ?? (status >= 500 ? "server" : "status");
  return {
    kind: "failed",
    failure: { code, status },
    isGone: status === 410,
    // Who was redirected to does not speak for the host of the feed, which may belong to many.
    isHostBusy: (status === 429 || status === 503) && new URL(url).host === new URL(requested).host,
    retryAfterSeconds: parseRetryAfter(headers["retry-after"], Date.now()),
  };
}
