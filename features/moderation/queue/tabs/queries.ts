import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, moderationQueue } from "#db/schema.ts";
import { itemsPerPage, type QueueCursor, type QueueFilter, type QueueTab, scanLimit } from "./rules.ts";
import { allOf, sortDirection, sortKeyToNumber, sortKeyToSql, tabSource } from "./sort-order.ts";

/** Counts of comments that many sites have many of end here: nobody reads further. */
const maxCounted = 1_000;

/** How many each view holds; `spam` stops at `maxCounted`, `all` is not counted. */
export async function countTabs(db: Executor): Promise<Record<Exclude<QueueTab, "all">, number>> {
  const spam = db
    .select({ one: sql`1`.as("one") })
    .from(comments)
    .where(eq(comments.status, "spam"))
    .limit(maxCounted)
    .as("spam");
  const [row] = await db
    .select({
      review: sql<number>`count(*)::int`,
      reported: sql<number>`count(*) filter (where reports > 0)::int`,
      pending: sql<number>`count(*) filter (where pending)::int`,
      spam: sql<number>`(select count(*)::int from ${spam})`,
    })
    .from(moderationQueue);
  return row ?? { review: 0, reported: 0, pending: 0, spam: 0 };
}

/** How many comments wait for a moderator. */
export async function countQueuedComments(db: Executor): Promise<number> {
  const [row] = await db.select({ waiting: sql<number>`count(*)::int` }).from(moderationQueue);
  return row?.waiting ?? 0;
}

export interface QueuePage {
  ids: number[];
  /** Where the next page begins; undefined at the end. */
  next: QueueCursor | undefined;
  /** Where the newest item stands: what came later is new. */
  first: QueueCursor | undefined;
  /** The page ends because so many were looked through, not because it is full. */
  scanned: number | undefined;
}

/**
 * A page of a view, by its order's own index (`after`, never an offset). Where what is asked for has no index (words; who and where at once;
 * what is spam on one article), the next `scanLimit` of the order are looked through, whatever the table holds.
 */
export async function listQueue(db: Executor, place: QueueFilter, length = itemsPerPage): Promise<QueuePage> {
  const { from, id, key, filters, left } = tabSource(place);
  const past = place.after
    ? [
        sql`(${key}, ${id}) ${place.oldest ? sql`>` : sql`<`} (${sortKeyToSql(place, place.after[0])}, ${place.after[1]}::bigint)`,
      ]
    : [];
  const order = sortDirection(place);
  const some = left.length > 0;
  const rows = await db.execute<{ id: number; key: number; hit: boolean; looked: number }>(sql`
    with seen as materialized (
      select ${id} as id, ${key} as key from ${from} where ${allOf([...filters, ...past])}
      order by ${key} ${order}, ${id} ${order} limit ${some ? scanLimit : length + 1}
    ), hit as (
      select seen.id, seen.key from seen ${some ? sql`join comments on comments.id = seen.id where ${allOf(left)}` : sql``}
      order by seen.key ${order}, seen.id ${order} limit ${length + 1}
    )
    select id, ${sortKeyToNumber(place, sql`key`)} as key, true as hit, (select count(*)::int from seen) as looked from hit
    union all
    (select id, ${sortKeyToNumber(place, sql`key`)}, false, (select count(*)::int from seen) from seen ${some ? sql`` : sql`where false`}
      order by key ${place.oldest ? sql`desc` : sql`asc`}, id ${place.oldest ? sql`desc` : sql`asc`} limit 1)`);
  const hits = rows.filter(({ hit }) => hit).map((row) => [Number(row.key), Number(row.id)] as const);
  hits.sort((a, b) => (a[0] - b[0] || a[1] - b[1]) * (place.oldest ? 1 : -1));
  const end = rows.find(({ hit }) => !hit);
  const shown = hits.slice(0, length);
  const full = hits.length > length;
  const unread = !full && end && end.looked === scanLimit;
  return {
    ids: shown.map(([, one]) => one),
    next: full ? shown.at(-1) : unread ? [Number(end.key), Number(end.id)] : undefined,
    first: place.oldest ? hits.at(-1) : hits[0],
    scanned: unread ? end.looked : undefined,
  };
}

/** How many came into a view since its page was made, counted to a hundred. */
export async function countNewer(db: Executor, place: QueueFilter, since: QueueCursor): Promise<number> {
  const { from, id, key, filters, left } = tabSource(place);
  const [row] = await db.execute<{ newer: number }>(sql`
    with seen as materialized (
      select ${id} as id from ${from}
      where ${allOf([...filters, sql`(${key}, ${id}) > (${sortKeyToSql(place, since[0])}, ${since[1]}::bigint)`])}
      order by ${key}, ${id} limit 100
    )
    select count(*)::int as newer from seen ${left.length > 0 ? sql`join comments on comments.id = seen.id where ${allOf(left)}` : sql``}`);
  return row?.newer ?? 0;
}

/** Everything in a view for a decision on all of it, each with its version; at most `most`, in the view's order. */
export async function listAllVersions(
  db: Executor,
  place: QueueFilter,
  most: number,
): Promise<{ id: number; version: number }[]> {
  const { from, id, key, filters, left } = tabSource(place);
  const order = sortDirection(place);
  const rows = await db.execute<{ id: number; version: number }>(sql`
    with seen as materialized (
      select ${id} as id, ${key} as key from ${from} where ${allOf(filters)} order by ${key} ${order}, ${id} ${order} limit ${most}
    )
    select comments.id, comments.version from seen join comments on comments.id = seen.id where ${allOf([...left, sql`comments.deleted_at is null`])}
    order by seen.key ${order}, seen.id ${order}`);
  return rows.map((row) => ({ id: Number(row.id), version: row.version }));
}
