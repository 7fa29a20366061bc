import { and, desc, eq, gt, inArray, ne, or, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { escapeLike } from "#db/like-pattern.ts";
import type { FeedBody, FeedFailure, FeedPublication, FeedStatus } from "#db/schema/syndication.ts";
import {
  articles,
  authors,
  categories,
  feedDays,
  feedItems,
  feedStates,
  feeds,
  sources,
  websubSubscriptions,
} from "#db/schema.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { rankAddress } from "../polling/address-owner.ts";
import {
  chartDays,
  chartWeeks,
  type FeedCursor,
  type FeedFilter,
  type FeedListQuery,
  type FeedSort,
  feedsPerPage,
  weekDays,
} from "./rules.ts";

/** A feed in the list, with its health. */
export interface ListedFeed {
  id: number;
  title: string;
  url: string;
  source: string;
  status: FeedStatus;
  publication: FeedPublication;
  body: FeedBody;
  /** Minutes; null: automatic. */
  interval: number | null;
  succeededAt: Date | null;
  nextAt: Date | null;
  /** Consecutive failures, and the last one. */
  failures: number;
  failure: FeedFailure | null;
  /** The address before a move to another site that no editor has confirmed, and when it moved. */
  movedFrom: string | null;
  movedAt: Date | null;
  /** New items of the last seven days. */
  items: number;
}

const filterConditions: Record<FeedFilter, SQL> = {
  all: sql`f.status <> 'removed'`,
  trouble: sql`f.status <> 'removed' and (f.status = 'gone' or st.failures > 0 or f.moved_from is not null)`,
  paused: sql`f.status = 'paused'`,
  removed: sql`f.status = 'removed'`,
};

/** The key of each sort, its type, and whether the highest is first. */
const sortKeys: Record<FeedSort, { key: SQL; type: SQL; isDescending: boolean }> = {
  added: { key: sql`f.id::float8`, type: sql`float8`, isDescending: true },
  name: { key: sql`lower(s.name)`, type: sql`text`, isDescending: false },
  items: { key: sql`coalesce(w.items, 0)::float8`, type: sql`float8`, isDescending: true },
  success: {
    key: sql`coalesce(extract(epoch from st.succeeded_at), 0)::float8`,
    type: sql`float8`,
    isDescending: false,
  },
};

const itemsOfWeek = sql`select feed_id, sum(items)::int as items from ${feedDays}
  where day > (now() at time zone 'UTC')::date - ${weekDays}::int group by feed_id`;

type FeedRow = Record<string, unknown> &
  Omit<ListedFeed, "succeededAt" | "nextAt" | "movedAt"> & {
    key: string | number;
    succeeded_at: string | null;
    next_at: string | null;
    moved_at: string | null;
  };

/** Lists one page of feeds with their health, after a cursor. */
export async function listFeeds(
  db: Executor,
  { filter, sort, words }: FeedListQuery,
  after?: FeedCursor,
): Promise<{ feeds: ListedFeed[]; next: FeedCursor | undefined }> {
  const { key, type, isDescending } = sortKeys[sort];
  const like = `%${escapeLike(words)}%`;
  const sign = isDescending ? sql`<` : sql`>`;
  const order = isDescending ? sql`desc` : sql`asc`;
  const conditions = [
    filterConditions[filter],
    ...(words ? [sql`(f.title ilike ${like} or s.name ilike ${like} or f.url ilike ${like})`] : []),
    ...(after && sort === "added" ? [sql`f.id < ${after.id}::bigint`] : []),
    ...(after && sort !== "added" ? [sql`(${key}, f.id) ${sign} (${after.key}::${type}, ${after.id}::bigint)`] : []),
  ];
  // By age, the index of the ids gives the page; the other orders sort all feeds.
  const orderBy = sort === "added" ? sql`f.id desc` : sql`${key} ${order}, f.id ${order}`;
  const rows = await db.execute<FeedRow>(sql`
    with page as (
      select f.id, ${key} as key, row_number() over (order by ${orderBy}) as place
      from ${feeds} f join ${sources} s on s.id = f.source_id left join ${feedStates} st on st.feed_id = f.id
      ${sort === "items" ? sql`left join (${itemsOfWeek}) w on w.feed_id = f.id` : sql``}
      where ${sql.join(conditions, sql` and `)} order by ${orderBy} limit ${feedsPerPage + 1}
    )
    select p.key, f.id::float8 as id, f.title, f.url, s.name as source, f.status, f.publication, f.body,
      f.interval_minutes as interval, st.succeeded_at, st.next_at, coalesce(st.failures, 0) as failures, st.failure,
      f.moved_from as "movedFrom", f.moved_at,
      (select coalesce(sum(d.items), 0)::int from ${feedDays} d
        where d.feed_id = f.id and d.day > (now() at time zone 'UTC')::date - ${weekDays}::int) as items
    from page p join ${feeds} f on f.id = p.id join ${sources} s on s.id = f.source_id
    left join ${feedStates} st on st.feed_id = f.id order by p.place`);
  const shown = [...rows].slice(0, feedsPerPage);
  const last = shown.at(-1);
  return {
    feeds: shown.map(({ key: _key, succeeded_at, next_at, moved_at, ...row }) => ({
      ...row,
      succeededAt: succeeded_at === null ? null : new Date(succeeded_at),
      nextAt: next_at === null ? null : new Date(next_at),
      movedAt: moved_at === null ? null : new Date(moved_at),
    })),
    next: rows.length > feedsPerPage && last ? { id: last.id, key: String(last.key) } : undefined,
  };
}

/** Counts the feeds of each filter. */
export async function countFeeds(db: Executor): Promise<Record<FeedFilter, number>> {
  const [row] = await db.execute<Record<FeedFilter, number>>(sql`
    select count(*) filter (where ${filterConditions.all})::int as all,
      count(*) filter (where ${filterConditions.trouble})::int as trouble,
      count(*) filter (where ${filterConditions.paused})::int as paused,
      count(*) filter (where ${filterConditions.removed})::int as removed
    from ${feeds} f left join ${feedStates} st on st.feed_id = f.id`);
  return row ?? { all: 0, trouble: 0, paused: 0, removed: 0 };
}

/** Items and failures of a day or of a week from that day. */
export interface FeedFigures {
  day: string;
  items: number;
  failures: number;
}

/** Figures of all feeds for each of the last days, oldest first; days without any are zero. */
export function listDailyFigures(db: Executor): Promise<FeedFigures[]> {
  const days = sql`${chartDays}::int`;
  return readFigures(
    db,
    sql`select to_char(g, 'YYYY-MM-DD') as day, coalesce(t.items, 0)::int as items, coalesce(t.failures, 0)::int as failures
      from generate_series((now() at time zone 'UTC')::date - ${days} + 1, (now() at time zone 'UTC')::date, interval '1 day') g
      left join (select day, sum(items) as items, sum(failures) as failures from ${feedDays}
        where day > (now() at time zone 'UTC')::date - ${days} group by day) t on t.day = g::date
      order by g`,
  );
}

/** Figures of a feed for each of the last weeks (Monday to Sunday, UTC), oldest first. */
export function listWeeklyFigures(db: Executor, feedId: number): Promise<FeedFigures[]> {
  const weeks = sql`${chartWeeks}::int`;
  return readFigures(
    db,
    sql`select to_char(g, 'YYYY-MM-DD') as day, coalesce(sum(d.items), 0)::int as items, coalesce(sum(d.failures), 0)::int as failures
      from generate_series(date_trunc('week', now() at time zone 'UTC') - interval '1 week' * (${weeks} - 1),
        date_trunc('week', now() at time zone 'UTC'), interval '1 week') g
      left join ${feedDays} d on d.feed_id = ${feedId} and d.day >= g::date and d.day < g::date + 7
      group by g order by g`,
  );
}

async function readFigures(db: Executor, query: SQL): Promise<FeedFigures[]> {
  return [...(await db.execute<FeedFigures & Record<string, unknown>>(query))];
}

/** Finds a feed with its source and the state of its fetching; undefined if there is none. */
export async function findFeed(db: Executor, id: number) {
  const [row] = await db
    .select({ feed: feeds, source: sources, state: feedStates, author: authors.name, websub: websubSubscriptions })
    .from(feeds)
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .leftJoin(feedStates, eq(feedStates.feedId, feeds.id))
    .leftJoin(authors, eq(authors.id, feeds.authorId))
    .leftJoin(websubSubscriptions, eq(websubSubscriptions.feedId, feeds.id))
    .where(eq(feeds.id, id));
  return row;
}
export type FeedDetails = NonNullable<Awaited<ReturnType<typeof findFeed>>>;

/** Lists a feed's last items, with the article that was made of them. */
export async function listLastItems(db: Executor, feedId: number, limit = 20) {
  return db
    .select({
      id: feedItems.id,
      title: feedItems.title,
      url: feedItems.url,
      state: feedItems.state,
      publishedAt: feedItems.publishedAt,
      articleId: articles.id,
      sourceChange: feedItems.sourceChange,
      terms: feedItems.terms,
    })
    .from(feedItems)
    .leftJoin(articles, eq(articles.id, feedItems.articleId))
    .where(eq(feedItems.feedId, feedId))
    .orderBy(desc(feedItems.publishedAt), desc(feedItems.id))
    .limit(limit);
}

/** Lists the days of the last three months on which a feed failed, newest first. */
export async function listFailingDays(db: Executor, feedId: number, limit = 14) {
  return db
    .select({ day: feedDays.day, failures: feedDays.failures, fetches: feedDays.fetches })
    .from(feedDays)
    .where(and(eq(feedDays.feedId, feedId), gt(feedDays.failures, 0)))
    .orderBy(desc(feedDays.day))
    .limit(limit);
}

/** Lists the other feeds of a source. */
export async function listSiblingFeeds(db: Executor, { id, sourceId }: { id: number; sourceId: number }) {
  return db
    .select({ id: feeds.id, title: feeds.title, url: feeds.url })
    .from(feeds)
    .where(and(eq(feeds.sourceId, sourceId), ne(feeds.id, id), ne(feeds.status, "removed")))
    .orderBy(feeds.id)
    .limit(50);
}

/** More bylines and categories than a list shows are found by typing the name. */
const maxChoices = 500;

/** Lists what the form of a feed offers: categories, bylines and the names of sources. */
export async function listFeedChoices(db: Executor) {
  const [ofCategories, ofAuthors, ofSources] = await Promise.all([
    db.select({ id: categories.id, name: categories.name }).from(categories).orderBy(categories.name).limit(maxChoices),
    db.select({ name: authors.name }).from(authors).orderBy(authors.name).limit(maxChoices),
    db.select({ name: sources.name }).from(sources).orderBy(sources.name).limit(maxChoices),
  ]);
  return {
    categories: ofCategories,
    authors: [...new Set(ofAuthors.map(({ name }) => name))],
    sources: [...new Set(ofSources.map(({ name }) => name))],
  };
}
export type FeedChoices = Awaited<ReturnType<typeof listFeedChoices>>;

/** Finds the subscribed feed that has one of these addresses (compared by their keys), or that names itself by one of its own site. */
export async function findKnownFeed(db: Executor, addresses: readonly string[]) {
  const keys = [...new Set(addresses.map(toAddressKey))].filter((key) => key !== "");
  if (keys.length === 0) return undefined;
  const found = await db
    .select({
      id: feeds.id,
      title: feeds.title,
      status: feeds.status,
      urlKey: feeds.urlKey,
      selfUrl: feedStates.selfUrl,
      sourceUrl: sources.url,
    })
    .from(feeds)
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .leftJoin(feedStates, eq(feedStates.feedId, feeds.id))
    .where(
      and(or(inArray(feeds.urlKey, keys), inArray(feedStates.selfUrl, [...addresses])), ne(feeds.status, "removed")),
    )
    .limit(20);
  // A feed may name itself by any address: it counts only on its own site.
  const known = found.find(
    ({ urlKey, selfUrl, sourceUrl }) =>
      keys.includes(urlKey) || (selfUrl !== null && rankAddress(toAddressKey(selfUrl), urlKey, sourceUrl) > 0),
  );
  return known && { id: known.id, title: known.title, status: known.status };
}

/** Finds which of these normalised addresses an item has already, with its feed and its state. */
export async function findKnownItems(db: Executor, urlKeys: readonly string[]) {
  const wanted = [...new Set(urlKeys)].filter((key) => key !== "");
  if (wanted.length === 0) return [];
  return db
    .select({ urlKey: feedItems.urlKey, feedId: feedItems.feedId, feed: sources.name, state: feedItems.state })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .where(and(inArray(feedItems.urlKey, wanted), ne(feedItems.urlKey, "")))
    .limit(500);
}

/** Finds which of these normalised addresses are followed, each with the id of its feed. */
export async function listKnownFeeds(db: Executor, keys: readonly string[]): Promise<Map<string, number>> {
  const wanted = [...new Set(keys)].filter((key) => key !== "");
  if (wanted.length === 0) return new Map();
  const rows = await db
    .select({ id: feeds.id, key: feeds.urlKey })
    .from(feeds)
    .where(and(inArray(feeds.urlKey, wanted), ne(feeds.status, "removed")));
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/** Sources of one host that are compared. */
const maxSourcesOfHost = 1_000;

/**
 * Finds the source whose site contains an address: on the same host, with or without `www.`, at the source's address or below it. Many sites
 * may share a host, each in a folder of its own, so of several matches the longest address counts.
 */
export async function findSourceBySite(db: Executor, address: string) {
  if (!URL.canParse(address)) return undefined;
  const host = new URL(address).host.replace(/^www\./, "");
  const sites = ["http", "https"].flatMap((scheme) => [`${scheme}://${host}`, `${scheme}://www.${host}`]);
  const rows = await db
    .select({
      name: sources.name,
      url: sources.url,
      description: sources.description,
      attribution: sources.attribution,
      licence: sources.licence,
      isReserved: sql<boolean>`coalesce((${sources.reservation}->>'isReserved')::boolean, false)`,
    })
    .from(sources)
    .where(inArray(sql`lower(substring(${sources.url} from '^[^/]*//[^/?#]*'))`, sites))
    .orderBy(sources.id)
    .limit(maxSourcesOfHost);
  const key = toAddressKey(address);
  return rows
    .map((source) => ({ source, site: toAddressKey(source.url) }))
    .filter(({ site }) => site !== "" && isBelow(key, site))
    .sort((one, other) => other.site.length - one.site.length)[0]?.source;
}

/** Whether a normalised address is that of a site, or below it. */
const isBelow = (key: string, site: string) => key === site || key.startsWith(`${site}/`) || key.startsWith(`${site}?`);

/** Credited sources that are shown. */
const maxCredited = 12;

/** Lists the sources that published articles credit and of which no feed is followed, those with the most articles first. */
export async function listCreditedSources(db: Executor) {
  return [
    ...(await db.execute<{ id: number; name: string; url: string; articles: number }>(sql`
      select s.id::float8 as id, s.name, s.url, c.articles
      from (select source_id, count(*)::int as articles from ${articles}
        where source_id is not null and status = 'published' group by source_id) c
      join ${sources} s on s.id = c.source_id
      where not exists (select 1 from ${feeds} f where f.source_id = s.id)
      order by c.articles desc, s.id limit ${maxCredited}`)),
  ];
}
export type CreditedSource = Awaited<ReturnType<typeof listCreditedSources>>[number];

/** Whether a source has this name, in any case. */
export async function isSourceName(db: Executor, name: string): Promise<boolean> {
  const rows = await db
    .select({ id: sources.id })
    .from(sources)
    .where(sql`lower(${sources.name}) = lower(${name})`)
    .limit(1);
  return rows.length > 0;
}
