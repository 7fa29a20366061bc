import { and, desc, eq, exists, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import type { SourceReservation } from "#db/schema/taxonomy.ts";
import { feedItems, feeds, sources } from "#db/schema.ts";
import { findReservation, type SourceAddresses, toSourceReservation } from "./find-reservation.ts";

/** Recent articles of a source whose addresses are compared with its rules. */
const comparedArticles = 3;

async function readAddresses(db: Executor, sourceId: number): Promise<SourceAddresses | undefined> {
  const [source] = await db.select({ site: sources.url }).from(sources).where(eq(sources.id, sourceId));
  if (!source) return undefined;
  const subscribed = await db
    .select({ id: feeds.id, url: feeds.url })
    .from(feeds)
    .where(and(eq(feeds.sourceId, sourceId), ne(feeds.status, "removed")))
    .orderBy(desc(feeds.id))
    .limit(20);
  const feedIds = subscribed.map(({ id }) => id);
  const items =
    feedIds.length === 0
      ? []
      : await db
          .select({ url: feedItems.url })
          .from(feedItems)
          .where(and(inArray(feedItems.feedId, feedIds), ne(feedItems.url, "")))
          .orderBy(desc(feedItems.publishedAt), desc(feedItems.id))
          .limit(comparedArticles);
  return { ...source, feed: subscribed[0]?.url, articles: items.map(({ url }) => url) };
}

/**
 * Reads again what a source reserves of text and data mining, and stores it; pages with its extracts are invalidated if
 * that changed. Fetches up to seven documents, outside any transaction. Returns null if there is no such source, or the
 * signal aborted.
 */
export async function updateSourceReservation(
  db: Executor,
  sourceId: number,
  options: Parameters<typeof findReservation>[1] = {},
): Promise<SourceReservation | null> {
  const addresses = await readAddresses(db, sourceId);
  if (!addresses) return null;
  const found = await findReservation(addresses, options);
  // Requests that this process aborted say nothing about the source.
  if (options.signal?.aborted) return null;
  return db.transaction(async (tx) => {
    const [source] = await tx
      .select({ slug: sources.slug, former: sources.reservation })
      .from(sources)
      .where(eq(sources.id, sourceId))
      .for("no key update");
    if (!source) return null;
    const reservation = toSourceReservation(found, source.former, new Date());
    await tx.update(sources).set({ reservation }).where(eq(sources.id, sourceId));
    if (reservation.isReserved !== (source.former?.isReserved ?? false))
      await invalidateTags(tx, [taxonomyCacheTags.source(source.slug)]);
    return reservation;
  });
}

/** A source is asked once a week; one that could not be read, once a day. */
const days = 86_400_000;
const recheckMs = { read: 7 * days, unread: days };
/** Sources per hour: more than 10,000 a week need. */
const maxSourcesPerRun = 200;
/** Sources that are asked at the same time. */
const concurrentSources = 8;

/** Lists subscribed sources whose check is due, those never asked first. */
async function listDueSources(db: Executor, now: number): Promise<number[]> {
  const checkedAt = sql`${sources.reservation} ->> 'checkedAt'`;
  const isUnread = sql`(${sources.reservation} ->> 'isUnread')::boolean is true`;
  const before = (ms: number) => new Date(now - ms).toISOString();
  // ISO 8601 in UTC sorts as text.
  const isDue = or(
    isNull(sources.reservation),
    sql`${checkedAt} < ${before(recheckMs.read)}`,
    sql`${isUnread} and ${checkedAt} < ${before(recheckMs.unread)}`,
  );
  const isSubscribed = exists(
    db
      .select({ id: feeds.id })
      .from(feeds)
      .where(and(eq(feeds.sourceId, sources.id), ne(feeds.status, "removed"))),
  );
  const rows = await db
    .select({ id: sources.id })
    .from(sources)
    .where(and(isSubscribed, isDue))
    .orderBy(sql`${checkedAt} nulls first`, sources.id)
    .limit(maxSourcesPerRun);
  return rows.map(({ id }) => id);
}

/** Asks the sources whose check is due, several at a time. Returns how many were asked. */
export async function updateDueReservations(
  db: Executor,
  signal?: AbortSignal,
  options: Parameters<typeof findReservation>[1] = {},
): Promise<number> {
  const due = await listDueSources(db, Date.now());
  let checked = 0;
  const takeSources = async () => {
    for (let id = due.shift(); id !== undefined && !signal?.aborted; id = due.shift()) {
      const update = { ...options, ...(signal && { signal }) };
      await updateSourceReservation(db, id, update);
      checked += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrentSources }, takeSources));
  return checked;
}
