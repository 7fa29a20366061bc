import type { Executor } from "#db/client.ts";
import type { FeedFailure } from "#db/schema/syndication.ts";
import { ConcurrencyLimit } from "#features/media/encoding/concurrency-limit.ts";
import { feedTimeoutMs, maxFeedBytes } from "#features/syndication/rules.ts";
import type { DiscoveredFeed } from "#lib/feed/discover-feeds.ts";
import type { OfferedFeed } from "#lib/feed/feed-formats.ts";
import { type FetchOptions, fetchExternal } from "#lib/fetch/fetch.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { findKnownFeed } from "../queries.ts";
import { completeAddress } from "../rules.ts";
import { type PreviewedFeed, type PreviewOutcome, previewParser } from "./preview-feed.ts";

/** What is at a typed address. */
export type AddressPreview =
  | {
      kind: "feed";
      url: string;
      feed: PreviewedFeed;
      /** Where the page that led to it offers the same feed in other formats. */
      otherFormats?: DiscoveredFeed[];
    }
  /** The page offers several feeds. */
  | { kind: "choices"; feeds: OfferedFeed[] }
  /** The feed is followed already. */
  | { kind: "known"; id: number; title: string }
  | { kind: "failure"; failure: FeedFailure };

type Context = Pick<FetchOptions, "mayBePrivate" | "resolve"> & { client: string; signal: AbortSignal };

/** Documents that this process fetches for previews concurrently; each may take 5 MB. */
const concurrency = new ConcurrencyLimit(3);
const maxWaiting = 10;
/** Formats of one feed that are tried. */
const maxTriedFormats = 4;
/** For all requests of one preview together. */
const previewTimeoutMs = 45_000;

/** Where feeds are on sites whose pages declare none: those of WordPress, Hugo, Jekyll and most others. */
const commonPaths = ["/feed", "/rss.xml", "/feed.xml", "/atom.xml"];

/**
 * Finds out what is at an address that an editor pasted, a site's or a feed's, and reads it. At most seven guarded
 * requests, one after the other; documents are read in the parser thread.
 */
export async function previewAddress(
  db: Executor,
  typed: string,
  options: Pick<FetchOptions, "mayBePrivate" | "resolve"> & { client: string },
): Promise<AddressPreview> {
  const address = completeAddress(typed);
  if (address === undefined) return failed("address");
  const known = await findKnown(db, [address]);
  if (known) return known;
  if (concurrency.waiting >= maxWaiting) return failed("busy");
  const context = { ...options, signal: AbortSignal.timeout(previewTimeoutMs) };
  return concurrency.run(() => openAddress(db, address, { ...context, mayTryHttp: !typed.includes("://") }));
}

async function openAddress(
  db: Executor,
  address: string,
  { mayTryHttp, ...context }: Context & { mayTryHttp: boolean },
): Promise<AddressPreview> {
  let found = await readDocument(address, context);
  // The scheme was ours.
  if (
    mayTryHttp &&
    found.outcome.kind === "failure" &&
    /^(?:network|timeout|status)$/.test(found.outcome.failure.code)
  ) {
    const plain = await readDocument(address.replace(/^https:/, "http:"), context);
    if (plain.outcome.kind !== "failure") found = plain;
  }
  if (found.outcome.kind === "failure") return found.outcome;
  if (found.outcome.kind === "feed") return describeFeed(db, found, found.outcome.feed);
  const { feeds } = found.outcome;
  const [only] = feeds;
  if (only && feeds.length > 1) return { kind: "choices", feeds };
  return only ? openOffered(db, only, context) : tryCommonPaths(db, found.url, context);
}

/** Opens the only feed of a page, in the first of its formats that can be read. */
async function openOffered(
  db: Executor,
  { otherFormats, ...first }: OfferedFeed,
  context: Context,
): Promise<AddressPreview> {
  const formats = [first, ...otherFormats].slice(0, maxTriedFormats);
  const known = await findKnown(
    db,
    formats.map(({ url }) => url),
  );
  if (known) return known;
  let failure: AddressPreview | undefined;
  for (const { url } of formats) {
    const opened = await openFeed(db, url, context);
    if (opened.kind === "feed") return { ...opened, otherFormats: formats.filter((format) => format.url !== url) };
    if (opened.kind !== "failure") return opened;
    failure ??= opened;
  }
  return failure ?? failed("noFeed");
}

async function openFeed(db: Executor, address: string, context: Context): Promise<AddressPreview> {
  const document = await readDocument(address, context);
  const { outcome } = document;
  if (outcome.kind === "feed") return describeFeed(db, document, outcome.feed);
  return outcome.kind === "failure" ? outcome : failed("html");
}

async function tryCommonPaths(db: Executor, page: string, context: Context): Promise<AddressPreview> {
  for (const path of commonPaths) {
    if (context.signal.aborted) return failed("timeout");
    const document = await readDocument(new URL(path, page).href, context);
    if (document.outcome.kind === "feed") return describeFeed(db, document, document.outcome.feed);
  }
  return failed("noFeed");
}

async function describeFeed(
  db: Executor,
  { url, addresses }: ReadDocument,
  feed: PreviewedFeed,
): Promise<AddressPreview> {
  return (await findKnown(db, [...addresses, feed.selfUrl])) ?? { kind: "feed", url, feed };
}

async function findKnown(db: Executor, addresses: string[]): Promise<AddressPreview | undefined> {
  const known = await findKnownFeed(db, addresses);
  return known && { kind: "known", id: known.id, title: known.title };
}

interface ReadDocument {
  /** The address to follow: a temporary redirect may lead elsewhere tomorrow, so only permanent ones replace it. */
  url: string;
  /** All its addresses, before and after redirects. */
  addresses: string[];
  outcome: PreviewOutcome;
}

async function readDocument(address: string, { client, ...options }: Context): Promise<ReadDocument> {
  const response = await fetchExternal(address, {
    ...options,
    maxBytes: maxFeedBytes,
    totalTimeoutMs: feedTimeoutMs,
    headers: { accept: "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, */*;q=0.5" },
  });
  if (!response.ok) return { url: address, addresses: [address], outcome: failed(response.why) };
  const { status, headers, body } = response;
  const addressed = { url: response.moved ? response.url : address, addresses: [address, response.url] };
  if (status < 200 || status > 299) return { ...addressed, outcome: failed(codesByStatus[status] ?? "status", status) };
  const document = {
    body,
    url: response.url,
    contentType: (headers["content-type"] ?? "").slice(0, 500),
    fetchedAt: new Date(),
  };
  const read = await parseInWorker(previewParser, document, { client, field: "address" });
  if (read.ok) return { ...addressed, outcome: read.value };
  return { ...addressed, outcome: failed(read.fields?.address === "parsing.busy" ? "busy" : "costly") };
}

const codesByStatus: Record<number, string> = {
  401: "unauthorized",
  403: "refused",
  404: "notFound",
  410: "gone",
  429: "tooMany",
  451: "refused",
  500: "server",
  502: "server",
  503: "server",
  504: "server",
};

const failed = (code: string, status?: number) =>
  ({ kind: "failure", failure: { code, ...(status !== undefined && { status }) } }) as const;
