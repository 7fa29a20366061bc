import type { Database } from "#db/client.ts";
import type { FeedFailure } from "#db/schema/syndication.ts";
import { log } from "#lib/log/log.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { readHubLinks } from "../websub/hub-links.ts";
import { claimFeed, delayHost, type FeedClaim, releaseClaims } from "./claims.ts";
import { type ConvertOutcome, type FeedDocument, feedParser } from "./convert-feed.ts";
import { type FeedFetchOptions, type FeedResponse, fetchFeed } from "./fetch-feed.ts";
import { checkMissing } from "./missing-items.ts";
import { type FetchRecord, lockStoring, recordGone, recordMove, recordOutcome } from "./record-outcome.ts";
import { delayAfterFailure, delayAfterSuccess, lengthenInterval } from "./rules.ts";
import { storeFeed } from "./store-feed.ts";

/**
 * What a fetch of a feed did. `stored`: `added` items wait or are about to be published, `merged` ones repeat others, `deleted` ones are
 * gone at their source. `failed`: with the pause that the host asks for, for all its feeds (seconds). `later`: it is being fetched already, no feed has this number, or the parsers are busy.
 */
export type PollOutcome =
  | { kind: "stored"; added: number; merged: number; blocked: number; changed: number; deleted: number }
  | { kind: "unchanged" }
  | { kind: "failed"; failure: FeedFailure; hostDelaySeconds: number }
  | { kind: "later" };

export interface PollOptions extends FeedFetchOptions {
  /** Also if the server's answer is the same as last time: the items are read and stored again. */
  force?: boolean;
}

/** How soon a feed is fetched again if all parsers were busy (seconds). */
const busySeconds = 60;

/** Fetches one feed now, whether it is due or not, and stores its items. */
export async function pollFeed(db: Database, feedId: number, options: PollOptions = {}): Promise<PollOutcome> {
  const claim = await claimFeed(db, feedId);
  if (!claim) return { kind: "later" };
  return pollClaim(db, claim, options);
}

/** Fetches a claimed feed. Throws only if the database fails; then the claim expires by itself. */
export async function pollClaim(db: Database, claim: FeedClaim, options: PollOptions = {}): Promise<PollOutcome> {
  const { force, ...fetchOptions } = options;
  const known = force ? { etag: null, lastModified: null, bodyHash: null } : claim;
  const response = await fetchFeed(claim.url, known, fetchOptions);
  if (response.kind === "failed") return recordFailure(db, claim, response);
  if (response.kind === "unchanged") return recordUnchanged(db, claim, response);
  if (response.kind === "stopped") {
    await releaseClaims(db, [claim], 0);
    return { kind: "later" };
  }
  const { body, url, contentType, link } = response;
  const parsed = await parse({ body, url, contentType, language: claim.language, fetchedAt: claim.claimedAt });
  if (parsed === "busy") {
    await releaseClaims(db, [claim], busySeconds);
    return { kind: "later" };
  }
  if ("code" in parsed) return recordFailure(db, claim, failedDocument(parsed));
  const { feed } = parsed;
  const stored = await storeFeed(db, claim, { feed, response, ...readHubLinks(link, url, feed) });
  if (!stored) return { kind: "later" };
  const { missing, ...counts } = stored;
  return { kind: "stored", ...counts, deleted: await checkMissing(db, claim, missing, fetchOptions) };
}

/** Parses a document in a parser thread, if the process has any. A document that costs too much is a failure of its feed only. */
async function parse(document: FeedDocument): Promise<Extract<ConvertOutcome, { ok: true }> | FeedFailure | "busy"> {
  try {
    const result = await parseInWorker(feedParser, document, { client: "", field: "feed" });
    if (!result.ok) return result.fields?.feed === "parsing.busy" ? "busy" : { code: "costly" };
    return result.value.ok ? result.value : result.value.error;
  } catch (error) {
    log.error({ err: error, url: document.url }, "The parser of feeds has a fault.");
    return { code: "other", detail: String(error).slice(0, 300) };
  }
}

const failedDocument = (failure: FeedFailure): Extract<FeedResponse, { kind: "failed" }> => ({
  kind: "failed",
  failure,
  isGone: false,
  isHostBusy: false,
  retryAfterSeconds: 0,
});

/** Records that a fetched document could not be stored. */
export const recordFault = (db: Database, claim: FeedClaim): Promise<PollOutcome> =>
  recordFailure(db, claim, failedDocument({ code: "other" }));

const nothing = { isUnchanged: false, newItems: 0, hasChanges: false, bytes: 0 } satisfies Partial<FetchRecord>;

async function recordFailure(
  db: Database,
  claim: FeedClaim,
  { failure, isGone, isHostBusy, retryAfterSeconds }: Extract<FeedResponse, { kind: "failed" }>,
): Promise<PollOutcome> {
  const delaySeconds = delayAfterFailure(claim.failures + 1, retryAfterSeconds, Math.random());
  const record = { ...nothing, delaySeconds, intervalSeconds: claim.intervalSeconds, failure, validators: null };
  if (isGone)
    await db.transaction(async (tx) => {
      await recordGone(tx, claim);
      await recordOutcome(tx, claim, record);
    });
  else await recordOutcome(db, claim, record);
  const hostDelaySeconds = isHostBusy ? retryAfterSeconds : 0;
  if (hostDelaySeconds > 0) await delayHost(db, claim, hostDelaySeconds);
  return { kind: "failed", failure, hostDelaySeconds };
}

async function recordUnchanged(
  db: Database,
  claim: FeedClaim,
  response: Extract<FeedResponse, { kind: "unchanged" }>,
): Promise<PollOutcome> {
  const intervalSeconds = lengthenInterval(claim.intervalSeconds, response.maxAgeSeconds);
  const record: FetchRecord = {
    ...nothing,
    delaySeconds: delayAfterSuccess({ ...claim, intervalSeconds, random: Math.random() }),
    intervalSeconds,
    failure: null,
    validators: response.validators,
    isUnchanged: true,
    bytes: response.bytes,
  };
  const { movedTo } = response;
  if (movedTo === null) await recordOutcome(db, claim, record);
  else
    await db.transaction(async (tx) => {
      await lockStoring(tx);
      await recordOutcome(tx, claim, { ...record, failure: await recordMove(tx, claim, movedTo) });
    });
  return { kind: "unchanged" };
}
