import { inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { ItemLikeness } from "#db/schema/syndication.ts";
import { articles, feedItems, feeds, sources } from "#db/schema.ts";
import { searchPublishedArticles } from "#features/newsroom/list/queries.ts";
import { compareSketches } from "#features/syndication/likeness/compare-sketches.ts";
import { listSharedSentences } from "#features/syndication/likeness/shared-sentences.ts";
import type { InboxItem } from "./queries.ts";

/** What an item can be merged into. */
export interface MergeTarget {
  /** The value of the form's field. */
  value: `item:${number}` | `article:${number}`;
  title: string;
  /** An item's source; null for an article. */
  source: string | null;
  /** When it was published; null for a draft. */
  at: Date | null;
  /** Why it may be the same: its address, or how much of the text both have; undefined for likeness of titles only. */
  likeness?: ItemLikeness | undefined;
}

const maxTargets = 8;
/** Newest waiting items among whose titles a search looks. */
const searchedItems = 2_000;

type ComparedItem = Pick<InboxItem, "id" | "title" | "urlKey" | "bands" | "sketch" | "bodyHtml">;
/** Sentences that both have, of each suggestion. */
const maxShared = 3;
/** Texts that share a band by chance have less in common. */
const minShownLikeness = 0.1;

/**
 * Suggests what an item may be a duplicate of: items with its address or parts of its text, then recent articles with most of
 * its title's words in theirs.
 */
export async function suggestMergeTargets(db: Executor, item: ComparedItem): Promise<MergeTarget[]> {
  // Found before they are sorted: otherwise the planner reads all items by their ids until it has enough.
  const alike = await db.execute<{ id: number; sameAddress: boolean; sketch: number[] | null; body: string }>(sql`
    with alike as materialized (
      select i.id from ${feedItems} i
      where i.id <> ${item.id} and i.state in ('waiting', 'drafted', 'published') and i.duplicate_of_id is null and (
        ${item.urlKey === "" ? sql`false` : sql`i.url_key <> '' and i.url_key = ${item.urlKey}`}
        or ${item.bands && item.bands.length > 0 ? sql`i.bands && (select ${toIdArray(item.bands)})` : sql`false`}))
    select i.id::float8 as id, i.url_key <> '' and i.url_key = ${item.urlKey} as "sameAddress", i.sketch, left(i.body_html, 50000) as body from ${feedItems} i
    where i.id in (select id from alike order by id limit ${maxTargets}) order by i.id`);
  const likenesses = new Map<number, ItemLikeness>();
  for (const { id, ...other } of alike) {
    const likeness = other.sameAddress ? ({ reason: "address", score: 1 } as const) : compareTexts(item, other);
    if (likeness) likenesses.set(id, likeness);
  }
  const items = await describeItems(db, [...likenesses.keys()], likenesses);
  const byLikeness = items.sort((one, other) => (other.likeness?.score ?? 0) - (one.likeness?.score ?? 0));
  return [...byLikeness, ...(await suggestArticles(db, item))].slice(0, maxTargets);
}

/** How much of the text two items share, also below the likeness from which they are merged; undefined for next to nothing. */
function compareTexts(item: ComparedItem, { sketch, body }: { sketch: number[] | null; body: string }) {
  const score = item.sketch && sketch ? compareSketches(item.sketch, sketch) : 0;
  const shared = listSharedSentences(item.bodyHtml, body, maxShared);
  if (score < minShownLikeness && shared.length === 0) return undefined;
  return { reason: "text", score, shared } satisfies ItemLikeness;
}

/** Articles of the last two weeks whose titles have at least half of the item's longer title words. */
async function suggestArticles(db: Executor, { title }: ComparedItem): Promise<MergeTarget[]> {
  const words = [...new Set(title.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu))].slice(0, 12);
  if (words.length < 2) return [];
  const hits = words.map((word) => sql`(a.search @@ to_tsquery('fr', ${`${word}:A`}))::int`);
  const rows = await db.execute<{ id: number }>(sql`
    select id from (
      select a.id, ${sql.join(hits, sql` + `)} as hits from (
        select id, search from ${articles} where status = 'published' and published_at > now() - interval '14 days'
        order by published_at desc nulls last, id desc nulls last limit 1000
      ) a
    ) scored where hits * 2 >= ${words.length} order by hits desc, id desc limit 4`);
  return describeArticles(
    db,
    rows.map(({ id }) => Number(id)),
  );
}

/** Finds targets by the words of their titles: waiting items, then published articles. */
export async function searchMergeTargets(db: Executor, itemId: number, words: string): Promise<MergeTarget[]> {
  const parts = words.split(" ").filter(Boolean).slice(0, 10);
  if (parts.length === 0) return [];
  const conditions = parts.map((word) => sql`strpos(lower(unaccent(i.title)), lower(unaccent(${word}::text))) > 0`);
  const rows = await db.execute<{ id: number }>(sql`
    select i.id from (
      select id, title, published_at from ${feedItems} where state = 'waiting' order by published_at desc nulls last, id desc nulls last limit ${searchedItems}
    ) i where i.id <> ${itemId} and ${sql.join(conditions, sql` and `)} order by i.published_at desc, i.id desc limit ${maxTargets}`);
  const [items, found] = await Promise.all([
    describeItems(
      db,
      rows.map(({ id }) => Number(id)),
    ),
    searchPublishedArticles(db, words),
  ]);
  return [
    ...items,
    ...(await describeArticles(
      db,
      found.map(({ id }) => id),
    )),
  ];
}

async function describeItems(
  db: Executor,
  ids: number[],
  likenesses?: ReadonlyMap<number, ItemLikeness>,
): Promise<MergeTarget[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: feedItems.id, title: feedItems.title, at: feedItems.publishedAt, source: sources.name })
    .from(feedItems)
    .innerJoin(feeds, sql`${feeds.id} = ${feedItems.feedId}`)
    .innerJoin(sources, sql`${sources.id} = ${feeds.sourceId}`)
    .where(inArray(feedItems.id, ids));
  return rows
    .sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
    .map(({ id, ...row }) => ({ ...row, value: `item:${id}` as const, likeness: likenesses?.get(id) }));
}

async function describeArticles(db: Executor, ids: number[]): Promise<MergeTarget[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: articles.id, title: articles.title, at: articles.publishedAt })
    .from(articles)
    .where(inArray(articles.id, ids));
  return rows
    .sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
    .map(({ id, ...row }) => ({ ...row, value: `article:${id}` as const, source: null }));
}
