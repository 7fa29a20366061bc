import { eq, or } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import type { FeedFailure } from "#db/schema/syndication.ts";
import { feeds } from "#db/schema.ts";
import { describeFailureIn } from "#features/syndication/sources/failure-codes.ts";
import { subscribeFeed } from "#features/syndication/sources/mutations.ts";
import { presetPolicy } from "#features/syndication/sources/policy-values.ts";
import { proposePolicy } from "#features/syndication/sources/preview/new-feed-preset.ts";
import { previewAddress } from "#features/syndication/sources/preview/preview-address.ts";
import { findSourceBySite, isSourceName, type ListedFeed, listFeeds } from "#features/syndication/sources/queries.ts";
import {
  type FeedCursor,
  type FeedFilter,
  feedAdminPath,
  maxSourceNameLength,
} from "#features/syndication/sources/rules.ts";
import type { FeedPolicyInput } from "#features/syndication/sources/schema.ts";
import { getCategory } from "#features/taxonomy/queries.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { parseId } from "#lib/ids.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { expectOk } from "../run-command.ts";

const describeFailure = (failure: FeedFailure) => describeFailureIn("en", failure);

/** Lists all feeds of a filter by name. */
export async function listAllFeeds(db: Database, filter: FeedFilter): Promise<ListedFeed[]> {
  const all: ListedFeed[] = [];
  let after: FeedCursor | undefined;
  do {
    // By age, which reads a page of an index each time; by name, each page would sort all feeds again.
    const page = await listFeeds(db, { filter, sort: "added", words: "" }, after);
    all.push(...page.feeds);
    after = page.next;
  } while (after);
  const { compare } = new Intl.Collator();
  return all.sort((a, b) => compare(a.source, b.source) || a.id - b.id);
}

/** A feed as one line: number, state, items a week, source, address, the last error, and a move to another site. */
export function describeListedFeed(feed: ListedFeed): string {
  const { id, status, failures, failure, items, source, url, movedFrom } = feed;
  const state = status === "active" && failures > 0 ? "failing" : status;
  const error = failure && status !== "paused" ? ` · ${describeFailure(failure)}` : "";
  const move = movedFrom === null ? "" : ` · moved from ${movedFrom}: confirm it at ${feedAdminPath(id)}`;
  return `${id}\t${state}\t${items} new items in 7 days\t${source}\t${url}${error}${move}`;
}

/** Finds a feed by its number or its address. */
export async function findFeedByReference(db: Database, reference: string): Promise<{ id: number; url: string }> {
  const key = toAddressKey(reference.includes("://") ? reference : `https://${reference}`);
  const [feed] = await db
    .select({ id: feeds.id, url: feeds.url })
    .from(feeds)
    .where(or(eq(feeds.id, parseId(reference) ?? 0), eq(feeds.urlKey, key)))
    .limit(1);
  if (!feed) throw new OperatorError(`There is no feed ${reference}. Give its number (feeds list) or its address.`);
  return feed;
}

/** Reads `--publish` and `--body`; other values are refused. */
export function readPublication(publish: string): "draft" | "publish" {
  if (publish !== "draft" && publish !== "auto") throw new OperatorError("--publish must be draft or auto.");
  return publish === "auto" ? "publish" : "draft";
}

/** Follows the feed at an address, or the only one that a site offers. */
export async function addFeedByAddress(
  db: Database,
  address: string,
  options: { category?: string; publish: string; body: string; name?: string },
) {
  const publication = readPublication(options.publish);
  const { body } = options;
  if (body !== "excerpt" && body !== "full") throw new OperatorError("--body must be excerpt or full.");
  const category = options.category === undefined ? null : await getCategory(db, options.category);
  if (options.category !== undefined && !category) throw new OperatorError(`There is no category ${options.category}.`);
  const preview = await previewAddress(db, address, { client: "" });
  if (preview.kind === "failure")
    throw new OperatorError(`${address}: ${describeFailureIn("en", preview.failure, { isPreview: true })}`);
  if (preview.kind === "known") throw new OperatorError(`This feed is already followed: feed ${preview.id}.`);
  if (preview.kind === "choices")
    throw new OperatorError(
      `This page offers several feeds. Add one of them:\n${preview.feeds.map(({ url, title }) => `${url}  ${title}`).join("\n")}`,
    );
  const { url, feed } = preview;
  const source = await findSourceBySite(db, feed.siteUrl || url);
  const proposed = proposePolicy(preview, { source, isNameTaken: await isSourceName(db, feed.title) });
  const { mappings: _rows, category: _category, interval: _interval, ...values } = { ...presetPolicy, ...proposed };
  const policy: FeedPolicyInput = {
    ...values,
    ...{ publication, body, indexing: "noindex", editPolicy: "review", deletionPolicy: "review" },
    sourceName: (options.name ?? values.sourceName).slice(0, maxSourceNameLength),
    category: category?.id ?? null,
    interval: null,
    ...{ term: [], termCategory: [], termTag: [] },
  };
  const added = expectOk(await subscribeFeed(db, { url, title: feed.title, policy, memberId: null }));
  return { id: added.id, url, source: policy.sourceName, title: feed.title, items: feed.count };
}
