import { eq, inArray, sql } from "drizzle-orm";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { categories, feedStates, feeds, sources } from "#db/schema.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import type { FeedPolicy } from "#features/syndication/mutations.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { toSlug } from "#lib/slug.ts";
import { listKnownFeeds } from "../queries.ts";
import { foldTerm } from "../rules.ts";
import type { OpmlFeed } from "./read-opml.ts";

/** Feeds of one transaction. */
const batchSize = 500;

/** Sorts the feeds of a list into new ones, each once, and those that are followed already. */
export async function sortOpmlFeeds(
  db: Executor,
  list: readonly OpmlFeed[],
): Promise<{ added: OpmlFeed[]; known: OpmlFeed[] }> {
  const byKey = new Map<string, OpmlFeed>();
  for (const feed of list) {
    const key = toAddressKey(feed.url);
    if (key !== "" && !byKey.has(key)) byKey.set(key, feed);
  }
  const followed = await listKnownFeeds(db, [...byKey.keys()]);
  const sorted = { added: [] as OpmlFeed[], known: [] as OpmlFeed[] };
  for (const [key, feed] of byKey) (followed.has(key) ? sorted.known : sorted.added).push(feed);
  return sorted;
}

export interface FeedImportOptions {
  /** Null: the command line. */
  memberId: number | null;
  policy?: Pick<FeedPolicy, "publication" | "body">;
  signal?: AbortSignal;
  onProgress?: (feeds: number) => void;
}

/**
 * Follows the feeds of a list without fetching them first: the worker fetches them. A folder that has the name of a
 * category becomes the default category. Feeds that are followed already are left out; removed ones are followed
 * again. Returns the number of added feeds.
 */
export async function importFeeds(
  db: Database,
  list: readonly OpmlFeed[],
  { memberId, policy = {}, signal, onProgress }: FeedImportOptions,
): Promise<number> {
  let count = 0;
  for (let at = 0; at < list.length && !signal?.aborted; at += batchSize) {
    const batch = list.slice(at, at + batchSize);
    count += await db.transaction(async (tx) => {
      const ids = await insertFeeds(tx, batch, memberId, policy);
      return ids.length;
    });
    onProgress?.(batch.length);
  }
  if (count > 0) await recordActivity(db, { kind: "feedsImported", actorId: memberId, detail: { feeds: count } });
  return count;
}

async function insertFeeds(
  tx: Executor,
  batch: readonly OpmlFeed[],
  memberId: number | null,
  policy: NonNullable<FeedImportOptions["policy"]>,
): Promise<number[]> {
  const { added } = await sortOpmlFeeds(tx, batch);
  if (added.length === 0) return [];
  const sourceIds = await ensureSources(tx, added);
  const categoryIds = await findCategories(tx, added);
  const rows = added.flatMap((feed) => {
    const sourceId = sourceIds.get(nameOf(feed).toLowerCase()) ?? sourceIds.get(slugOf(feed));
    if (sourceId === undefined) return [];
    const categoryId = categoryIds.get(foldTerm(feed.folder)) ?? null;
    const { url, title } = feed;
    return [{ ...policy, url, urlKey: toAddressKey(url), title, sourceId, categoryId, createdBy: memberId }];
  });
  const stored = await tx
    .insert(feeds)
    .values(rows)
    .onConflictDoUpdate({
      target: feeds.urlKey,
      set: { status: "active", sourceId: sql`excluded.source_id` },
      setWhere: eq(feeds.status, "removed"),
    })
    .returning({ id: feeds.id });
  const ids = stored.map(({ id }) => id);
  if (ids.length === 0) return [];
  await tx
    .insert(feedStates)
    .values(ids.map((feedId) => ({ feedId })))
    .onConflictDoUpdate({
      target: feedStates.feedId,
      set: { nextAt: new Date(), claim: null, failures: 0, failure: null },
    });
  return ids;
}

const nameOf = ({ title, url }: OpmlFeed) => title || new URL(url).hostname.replace(/^www\./, "");
const slugOf = (feed: OpmlFeed) => toSlug(nameOf(feed)) || "source";

/** Returns the ids of the feeds' sources by name in lower case and by slug; missing ones are added. */
async function ensureSources(tx: Executor, list: readonly OpmlFeed[]): Promise<Map<string, number>> {
  const names = [...new Set(list.map((feed) => nameOf(feed).toLowerCase()))];
  const select = { id: sources.id, name: sources.name, slug: sources.slug };
  const known = await tx
    .select(select)
    .from(sources)
    .where(inArray(sql`lower(${sources.name})`, names));
  const byName = new Map(known.map(({ id, name }) => [name.toLowerCase(), id]));
  const missing = new Map(
    list
      .filter((feed) => !byName.has(nameOf(feed).toLowerCase()))
      .map((feed) => [
        slugOf(feed),
        { slug: slugOf(feed), name: nameOf(feed), url: feed.siteUrl || new URL(feed.url).origin },
      ]),
  );
  if (missing.size > 0) {
    await tx
      .insert(sources)
      .values([...missing.values()])
      .onConflictDoNothing({ target: sources.slug });
    const slugs = [...missing.keys()];
    for (const { id, slug, name } of await tx.select(select).from(sources).where(inArray(sources.slug, slugs))) {
      byName.set(slug, id);
      if (!byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), id);
    }
    await invalidateTags(tx, slugs.map(taxonomyCacheTags.source));
  }
  return byName;
}

async function findCategories(tx: Executor, list: readonly OpmlFeed[]): Promise<Map<string, number>> {
  if (list.every(({ folder }) => folder === "")) return new Map();
  const rows = await tx.select({ id: categories.id, name: categories.name, slug: categories.slug }).from(categories);
  return new Map(rows.flatMap(({ id, name, slug }) => [[slug, id] as const, [foldTerm(name), id] as const]));
}
