import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { feedItemDecisions, feedItems, feeds, sources } from "#db/schema.ts";
import { type InboxCursor, type InboxFilter, inboxItemsPerPage, inboxScanLimit, maxInboxCount } from "./rules.ts";

/** The number of waiting items, up to a thousand. */
export const waitingItemCount = sql<number>`(select count(*)::int from (select 1 from ${feedItems} where state = 'waiting' limit ${maxInboxCount}) w)`;

/** The numbers of the tabs, each up to a thousand. */
export const inboxCounts = {
  waiting: waitingItemCount,
  changes: sql<number>`(select count(*)::int from (select 1 from ${feedItems} where source_change is not null limit ${maxInboxCount}) c)`,
  // The team's decisions. Ordered, so that the index of members is read, in which the many automatic ones come last.
  decided: sql<number>`(select count(*)::int from (
    select 1 from ${feedItemDecisions} where member_id is not null order by member_id limit ${maxInboxCount}) d)`,
};

/** The number of automatic decisions, up to `maxInboxCount`. */
export const automaticDecisionCount = sql<number>`(select count(*)::int from (
  select 1 from ${feedItemDecisions} where member_id is null order by member_id limit ${maxInboxCount}) d)`;

export interface InboxPage {
  ids: number[];
  /** The cursor of the next page; undefined on the last. */
  next: InboxCursor | undefined;
  /** The page ended because of `inboxScanLimit`, not because it was full. */
  isCutShort: boolean;
}

/**
 * Lists a page of waiting items, newest first, by the index of waiting items; with a source, by the one of its feeds. The other
 * conditions have no index: they scan at most the next `inboxScanLimit` items.
 */
export async function listWaitingItems(
  db: Executor,
  filter: InboxFilter,
  length = inboxItemsPerPage,
): Promise<InboxPage> {
  const conditions = scanConditions(filter);
  const limit = conditions.length > 0 ? inboxScanLimit : length + 1;
  const after = filter.after;
  const cursor =
    after?.at === undefined
      ? sql`true`
      : sql`(w.published_at, w.id) < (${new Date(after.at).toISOString()}::timestamptz, ${after.id}::bigint)`;
  const order = sql`order by w.published_at desc nulls last, w.id desc nulls last limit ${limit}`;
  const waiting = (feed: SQL) => sql`
    select w.id, w.published_at from ${feedItems} w where w.state = 'waiting' and ${feed} and ${cursor} ${order}`;
  const window = filter.source
    ? sql`select w.id, w.published_at from ${feeds} f cross join lateral (${waiting(sql`w.feed_id = f.id`)}) w where f.source_id = ${filter.source} ${order}`
    : waiting(sql`true`);
  const rows = await db.execute<{ id: number; at: string; isLast: boolean; scanned: number }>(sql`
    with scanned as materialized (${window}), matching as (
      select scanned.id, scanned.published_at from scanned
      ${conditions.length > 0 ? sql`join ${feedItems} i on i.id = scanned.id where ${sql.join(conditions, sql` and `)}` : sql``}
      order by scanned.published_at desc, scanned.id desc limit ${length + 1}
    )
    select id, published_at::text as at, false as "isLast", (select count(*)::int from scanned) as scanned from matching
    union all
    (select id, published_at::text, true, (select count(*)::int from scanned) from scanned order by published_at, id limit 1)`);
  const found = rows
    .filter(({ isLast }) => !isLast)
    .map(({ id, at }) => ({ id: Number(id), at: new Date(at).getTime() }))
    .sort((a, b) => b.at - a.at || b.id - a.id);
  const shown = found.slice(0, length);
  const last = rows.find(({ isLast }) => isLast);
  const isCutShort = conditions.length > 0 && found.length <= length && last?.scanned === inboxScanLimit;
  const end = last && { id: Number(last.id), at: new Date(last.at).getTime() };
  return {
    ids: shown.map(({ id }) => id),
    next: found.length > length ? shown.at(-1) : isCutShort ? end : undefined,
    isCutShort,
  };
}

/** The conditions without an index, on the item `i`. */
function scanConditions({ term, language, words }: InboxFilter): SQL[] {
  const text = sql`lower(unaccent(i.title || ' ' || i.author || ' ' || i.excerpt))`;
  return [
    ...(term
      ? [sql`exists (select 1 from jsonb_array_elements_text(i.terms) t where lower(t) = lower(${term}::text))`]
      : []),
    ...(language ? [sql`lower(split_part(i.language, '-', 1)) = ${language}`] : []),
    ...(words ?? "")
      .split(" ")
      .filter(Boolean)
      .map((word) => sql`strpos(${text}, lower(unaccent(${word}::text))) > 0`),
  ];
}

/** Lists published items that their source edited or deleted, the newest item first. */
export async function listChangedItems(
  db: Executor,
  { after, source }: InboxFilter,
  length = inboxItemsPerPage,
): Promise<InboxPage> {
  const rows = await db.execute<{ id: number }>(sql`
    select i.id from ${feedItems} i where i.source_change is not null and ${after ? sql`i.id < ${after.id}::bigint` : sql`true`}
      and ${source ? sql`exists (select 1 from ${feeds} f where f.id = i.feed_id and f.source_id = ${source})` : sql`true`}
    order by i.id desc nulls last limit ${length + 1}`);
  const ids = rows.slice(0, length).map(({ id }) => Number(id));
  const last = ids.at(-1);
  return { ids, next: rows.length > length && last ? { id: last } : undefined, isCutShort: false };
}

export type InboxRow = Awaited<ReturnType<typeof listInboxRows>>[number];

/** Reads what the list shows of these items, in the order of the ids. */
export async function listInboxRows(db: Executor, ids: number[]) {
  if (ids.length === 0) return [];
  const rows = await db.execute<{
    id: number;
    title: string;
    author: string;
    excerpt: string;
    language: string;
    contentHash: string;
    publishedAt: string;
    source: string;
    state: string;
    sourceChange: "edited" | "deleted" | null;
    articleId: number | null;
    url: string;
    duplicates: number;
    otherSources: string[];
  }>(sql`
    select i.id, left(i.title, 500) as title, left(i.author, 200) as author, left(i.excerpt, 400) as excerpt, i.language, i.content_hash as "contentHash",
      i.published_at::text as "publishedAt", s.name as source, i.state, i.source_change as "sourceChange", i.article_id::float8 as "articleId", i.url,
      (select count(*)::int from ${feedItems} d where d.duplicate_of_id = i.id) as duplicates,
      array(select distinct o.name from ${feedItems} d join ${feeds} g on g.id = d.feed_id join ${sources} o on o.id = g.source_id
        where d.duplicate_of_id = i.id and o.id <> s.id order by o.name limit 20) as "otherSources"
    from ${feedItems} i join ${feeds} f on f.id = i.feed_id join ${sources} s on s.id = f.source_id
    where i.id = any(${toIdArray(ids)})`);
  const position = new Map(ids.map((id, index) => [id, index]));
  return rows
    .map((row) => ({ ...row, id: Number(row.id), publishedAt: new Date(row.publishedAt) }))
    .sort((a, b) => (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0));
}

/** The choices of the filters: sources with a feed, and the terms and languages of the newest waiting items. */
export async function listInboxFilterChoices(db: Executor) {
  const newest = sql`(select terms, language from ${feedItems} where state = 'waiting' order by published_at desc nulls last, id desc nulls last limit 500) i`;
  const [fromSources, terms, languages] = await Promise.all([
    db.execute<{ id: number; name: string }>(
      sql`select s.id, s.name from ${sources} s where exists (select 1 from ${feeds} f where f.source_id = s.id and f.status <> 'removed') order by s.name limit 500`,
    ),
    db.execute<{ term: string }>(
      sql`select min(t) as term from ${newest}, jsonb_array_elements_text(i.terms) t where length(t) <= 100 group by lower(t) order by count(*) desc, lower(t) limit 40`,
    ),
    db.execute<{ language: string }>(
      sql`select distinct lower(split_part(i.language, '-', 1)) as language from ${newest} where i.language <> '' order by 1 limit 40`,
    ),
  ]);
  return {
    sources: fromSources.map(({ id, name }) => ({ id: Number(id), name })),
    terms: terms.map(({ term }) => term),
    languages: languages.map(({ language }) => language).filter((language) => /^[a-z]{2,3}$/.test(language)),
  };
}

/** Whether any feed is subscribed. */
export async function hasFeeds(db: Executor): Promise<boolean> {
  const rows = await db.execute(sql`select 1 from ${feeds} where status <> 'removed' limit 1`);
  return rows.length > 0;
}
