import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, moderationQueue } from "#db/schema.ts";
import { itemsPerPage, type QueueCursor, type QueueFilter, type QueueTab, scanLimit } from "./rules.ts";
import { allOf, sortDirection, sortKeyToNumber, sortKeyToSql, tabSource } from "./sort-order.ts";

/** The limit of a count that can be large: higher numbers tell a moderator nothing. */
const maxCounted = 1_000;

/** The number of comments in each tab. `spam` stops at `maxCounted`; `all` is not counted. */
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

/** The number of comments in the queue. */
export const queuedCommentCount = sql<number>`(select count(*)::int from ${moderationQueue})`;

export interface QueuePage {
  ids: number[];
  /** The cursor of the next page; undefined on the last. */
  next: QueueCursor | undefined;
  /** The position of the newest item; later items are new. */
  first: QueueCursor | undefined;
  /** The number of rows scanned, if the page ended because of `scanLimit` rather than because it was full. */
  scanned: number | undefined;
}

/**
 * Lists a page of the queue by keyset pagination on the index of its order. A filter without an index (search words,
 * combined indexConditions) scans at most the next `scanLimit` rows, regardless of the size of the table.
 */
export async function listQueue(db: Executor, filter: QueueFilter, length = itemsPerPage): Promise<QueuePage> {
  const { from, id, key, indexConditions, scanConditions } = tabSource(filter);
  const cursorCondition = filter.after
    ? [
        sql`(${key}, ${id}) ${filter.oldest ? sql`>` : sql`<`} (${sortKeyToSql(filter, filter.after[0])}, ${filter.after[1]}::bigint)`,
      ]
    : [];
  const order = sortDirection(filter);
  const scans = scanConditions.length > 0;
  const rows = await db.execute<{ id: number; key: number; hit: boolean; looked: number }>(sql`
    with seen as materialized (
      select ${id} as id, ${key} as key from ${from} where ${allOf([...indexConditions, ...cursorCondition])}
      order by ${key} ${order}, ${id} ${order} limit ${scans ? scanLimit : length + 1}
    ), hit as (
      select seen.id, seen.key from seen ${scans ? sql`join comments on comments.id = seen.id where ${allOf(scanConditions)}` : sql``}
      order by seen.key ${order}, seen.id ${order} limit ${length + 1}
    )
    select id, ${sortKeyToNumber(filter, sql`key`)} as key, true as hit, (select count(*)::int from seen) as looked from hit
    union all
    (select id, ${sortKeyToNumber(filter, sql`key`)}, false, (select count(*)::int from seen) from seen ${scans ? sql`` : sql`where false`}
      order by key ${filter.oldest ? sql`desc` : sql`asc`}, id ${filter.oldest ? sql`desc` : sql`asc`} limit 1)`);
  const hits = rows.filter(({ hit }) => hit).map((row) => [Number(row.key), Number(row.id)] as const);
  hits.sort((a, b) => (a[0] - b[0] || a[1] - b[1]) * (filter.oldest ? 1 : -1));
  const end = rows.find(({ hit }) => !hit);
  const shown = hits.slice(0, length);
  const full = hits.length > length;
  const limitReached = !full && end && end.looked === scanLimit;
  return {
    ids: shown.map(([, commentId]) => commentId),
    next: full ? shown.at(-1) : limitReached ? [Number(end.key), Number(end.id)] : undefined,
    first: filter.oldest ? hits.at(-1) : hits[0],
    scanned: limitReached ? end.looked : undefined,
  };
}

/** The number of items added since the page was loaded, up to a hundred. */
export async function countNewer(db: Executor, filter: QueueFilter, since: QueueCursor): Promise<number> {
  const { from, id, key, indexConditions, scanConditions } = tabSource(filter);
  const [row] = await db.execute<{ newer: number }>(sql`
    with seen as materialized (
      select ${id} as id from ${from}
      where ${allOf([...indexConditions, sql`(${key}, ${id}) > (${sortKeyToSql(filter, since[0])}, ${since[1]}::bigint)`])}
      order by ${key}, ${id} limit 100
    )
    select count(*)::int as newer from seen ${scanConditions.length > 0 ? sql`join comments on comments.id = seen.id where ${allOf(scanConditions)}` : sql``}`);
  return row?.newer ?? 0;
}

/**
 * Lists all comments of a filter with their versions, for a bulk decision, in the order of the tab.
 * @param limit the maximum number of comments
 */
export async function listAllVersions(
  db: Executor,
  filter: QueueFilter,
  limit: number,
): Promise<{ id: number; version: number }[]> {
  const { from, id, key, indexConditions, scanConditions } = tabSource(filter);
  const order = sortDirection(filter);
  const rows = await db.execute<{ id: number; version: number }>(sql`
    with seen as materialized (
      select ${id} as id, ${key} as key from ${from} where ${allOf(indexConditions)} order by ${key} ${order}, ${id} ${order} limit ${limit}
    )
    select comments.id, comments.version from seen join comments on comments.id = seen.id where ${allOf([...scanConditions, sql`comments.deleted_at is null`])}
    order by seen.key ${order}, seen.id ${order}`);
  return rows.map((row) => ({ id: Number(row.id), version: row.version }));
}
