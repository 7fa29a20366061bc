import { desc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { FeedPublication, ItemLikeness } from "#db/schema/syndication.ts";
import { articles, feedItems, feeds, sources } from "#db/schema.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import { compareSketches, minLikeness } from "#features/syndication/likeness/compare-sketches.ts";
import { listSharedSentences } from "#features/syndication/likeness/shared-sentences.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { type Claimant, type EarlierItem, isFirst, isForeign, isSkippedCopy } from "./address-owner.ts";
import { comparedDays } from "./rules.ts";

/** The first item with the same text: one that is stored, or one of the same document, by its place among the new ones. */
export interface Duplicate {
  of: { itemId: number } | { place: number } | null;
  articleId: number | null;
  likeness: ItemLikeness;
}

/** An item that waits and repeats a new one which takes its place, by that one's place among the new ones. */
export interface Replaced {
  itemId: number;
  place: number;
  likeness: ItemLikeness;
}

/**
 * The number of earlier items that a document is compared with: those that share the most bands with it. Only first items count, so a text
 * that many feeds repeat counts once. A long document is compared with more. Each feed fills at most a quarter of the places, with its latest
 * items, so that no feed can exclude the others.
 */
const maxCandidatesOf = (items: number) => Math.min(2_000, Math.max(500, 10 * items));
const maxShareOfFeed = 1 / 4;
/** Texts with which one item is compared: those that share the most bands. A comparison takes 10 µs, under the lock. */
const maxCompared = 40;
/** Shared sentences that are kept for editors, and duplicates of one document that get any: they are found under the lock. */
const maxShared = 3;
const maxExplained = 20;
/** Latest articles of the source whose addresses are compared. */
const maxArticles = 1_000;

/**
 * Finds for each new item the earlier one that it repeats: with the same address in any feed (`isFirst`) or article of the source, or with
 * nearly the same text in another source; and items that wait and repeat a new one, which takes their place. Within a source only an equal text counts: columns and weather reports
 * resemble each other. Called under the lock of `storeFeed`, so that of two equal texts that arrive at once one is the first. At most five statements.
 */
export async function findDuplicates(
  tx: Executor,
  claim: Claimant,
  added: readonly ItemContent[],
): Promise<{ duplicates: (Duplicate | undefined)[]; replaced: Replaced[] }> {
  const { sourceId } = claim;
  const [byAddress, byArticle, byText] = await Promise.all([
    listByAddress(tx, added),
    listArticles(tx, sourceId, added),
    listByText(tx, added),
  ]);
  const makers = await listMakers(tx, added, byArticle);
  const near = findNear(byText);
  const duplicates: (Duplicate | undefined)[] = [];
  const replaced = new Map<number, Replaced>();
  for (const [place, item] of added.entries()) {
    const earlier = added.slice(0, place).flatMap((one, at) => (duplicates[at] ? [] : [{ place: at, item: one }]));
    const sameKey = item.urlKey === "" ? [] : byAddress.filter(({ urlKey }) => urlKey === item.urlKey);
    const sameAddress = sameKey.find((one) => isFirst(one, item, claim));
    const repeated = earlier.find(({ item: one }) => item.urlKey !== "" && one.urlKey === item.urlKey);
    const articleId = item.urlKey === "" ? undefined : byArticle.get(item.urlKey);
    const address: ItemLikeness = { reason: "address", score: 1 };
    if (sameAddress) {
      const { firstId, id } = sameAddress;
      duplicates[place] = { of: { itemId: firstId ?? id }, articleId: sameAddress.articleId, likeness: address };
    } else if (articleId !== undefined) {
      const maker = makers.get(articleId);
      duplicates[place] = { of: maker === undefined ? null : { itemId: maker }, articleId, likeness: address };
    } else if (repeated) duplicates[place] = { of: { place: repeated.place }, articleId: null, likeness: address };
    else {
      const seen = near(item).filter((one) => !isSkippedCopy(one, item, claim));
      duplicates[place] = findSameText(item, sourceId, seen, earlier);
    }
    const duplicate = duplicates[place];
    const foreign = duplicate ? [] : sameKey.filter((one) => isForeign(one, item, claim));
    for (const { id } of foreign) replaced.set(id, { itemId: id, place, likeness: address });
    if (duplicate?.likeness.reason !== "text" || claim.publication !== "publish") continue;
    // A text that the policy publishes does not wait for a decision about another feed's copy.
    const first = byText.find(({ id }) => duplicate.of && "itemId" in duplicate.of && duplicate.of.itemId === id);
    if (first?.publication !== "draft" || first.state !== "waiting" || replaced.has(first.id)) continue;
    duplicates[place] = undefined;
    replaced.set(first.id, { itemId: first.id, place, likeness: duplicate.likeness });
  }
  await addSharedSentences(tx, added, duplicates);
  return { duplicates, replaced: [...replaced.values()] };
}

/** Returns a function that lists the candidates which share the most bands with an item. */
function findNear(candidates: readonly EarlierItem[]): (item: ItemContent) => EarlierItem[] {
  const byBand = new Map<number, EarlierItem[]>();
  for (const one of candidates)
    for (const band of one.bands ?? []) {
      const known = byBand.get(band);
      if (known) known.push(one);
      else byBand.set(band, [one]);
    }
  return ({ bands }) => {
    const shared = new Map<EarlierItem, number>();
    for (const band of bands ?? [])
      for (const one of byBand.get(band) ?? []) shared.set(one, (shared.get(one) ?? 0) + 1);
    return [...shared]
      .sort(([, one], [, other]) => other - one)
      .slice(0, maxCompared)
      .map(([one]) => one);
  };
}

function findSameText(
  item: ItemContent,
  sourceId: number,
  stored: readonly EarlierItem[],
  earlier: readonly { place: number; item: ItemContent }[],
): Duplicate | undefined {
  if (!item.sketch) return undefined;
  const sketch = item.sketch;
  const score = (other: { sketch: number[] | null; contentHash: string }, isSameSource: boolean) => {
    if (!other.sketch || (isSameSource && other.contentHash !== item.contentHash)) return 0;
    return compareSketches(other.sketch, sketch);
  };
  let best: Duplicate | undefined;
  const consider = (of: Duplicate["of"], articleId: number | null, found: number) => {
    if (found >= minLikeness && found > (best?.likeness.score ?? 0))
      best = { of, articleId, likeness: { reason: "text", score: Math.round(found * 1_000) / 1_000 } };
  };
  for (const one of stored) consider({ itemId: one.id }, one.articleId, score(one, one.sourceId === sourceId));
  for (const { place, item: one } of earlier) consider({ place }, null, score(one, true));
  return best;
}

const candidateColumns = {
  id: feedItems.id,
  feedId: feedItems.feedId,
  sourceId: feeds.sourceId,
  state: feedItems.state,
  publication: sql<FeedPublication>`case when ${feeds.movedFrom} is null then ${feeds.publication} else 'draft' end`,
  feedKey: feeds.urlKey,
  sourceUrl: sources.url,
  urlKey: feedItems.urlKey,
  title: feedItems.title,
  contentHash: feedItems.contentHash,
  sketch: feedItems.sketch,
  bands: feedItems.bands,
  firstId: feedItems.duplicateOfId,
  articleId: feedItems.articleId,
};

/** Not those that a policy blocked, and not those that wait at a feed that was removed: nobody would see the new one. */
const isVisible = sql`${feedItems.state} <> 'blocked' and not (${feeds.status} = 'removed' and ${feedItems.state} in ('waiting', 'expired'))`;

/** The first item of a duplicate. */
const first = sql<EarlierItem["first"]>`(
  select json_build_object('state', o.state, 'sourceId', g.source_id, 'feedKey', g.url_key, 'sourceUrl', c.url, 'urlKey', o.url_key)
  from ${feedItems} o join ${feeds} g on g.id = o.feed_id join ${sources} c on c.id = g.source_id where o.id = ${feedItems.duplicateOfId})`;

async function listByAddress(tx: Executor, added: readonly ItemContent[]): Promise<EarlierItem[]> {
  const keys = [...new Set(added.flatMap(({ urlKey }) => (urlKey === "" ? [] : [urlKey])))];
  if (keys.length === 0) return [];
  return tx
    .selectDistinctOn([feedItems.urlKey, feedItems.feedId], { ...candidateColumns, first })
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .where(sql`${feedItems.urlKey} <> '' and ${feedItems.urlKey} in ${keys} and ${isVisible}`)
    .orderBy(feedItems.urlKey, feedItems.feedId, feedItems.id);
}

async function listByText(tx: Executor, added: readonly ItemContent[]): Promise<EarlierItem[]> {
  const bands = [...new Set(added.flatMap((item) => item.bands ?? []))];
  if (bands.length === 0) return [];
  const list = `{${bands.join(",")}}`;
  const limit = maxCandidatesOf(added.length);
  // One scan of the index. The list is in a subquery: if the planner knows its hundreds of values, it expects all rows and scans the table.
  const near = sql`(
    select m.id, (select count(*) from unnest(m.bands) as b where b in (select unnest(${list}::bigint[]))) as shared
    from (
      select ${feedItems.id}, ${feedItems.bands}, row_number() over (partition by ${feedItems.feedId} order by ${feedItems.id} desc) as place
      from ${feedItems} join ${feeds} on ${feeds.id} = ${feedItems.feedId}
      where ${feedItems.bands} && (select ${list}::bigint[]) and ${feedItems.duplicateOfId} is null and ${isVisible}
        and ${feedItems.fetchedAt} > now() - make_interval(days => ${comparedDays}::int)
    ) as m where m.place <= ${Math.ceil(limit * maxShareOfFeed)}::int
    order by shared desc, m.id limit ${limit}::int) as near`;
  return tx
    .select(candidateColumns)
    .from(near)
    .innerJoin(feedItems, sql`${feedItems.id} = near.id`)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .innerJoin(sources, eq(sources.id, feeds.sourceId))
    .orderBy(feedItems.id);
}

/** Articles of the source by their original's address, however they came here: by hand or with an import. */
async function listArticles(
  tx: Executor,
  sourceId: number,
  added: readonly ItemContent[],
): Promise<Map<string, number>> {
  if (added.every(({ urlKey }) => urlKey === "")) return new Map();
  const found = await tx
    .select({ id: articles.id, sourceUrl: articles.sourceUrl, canonicalUrl: articles.canonicalUrl })
    .from(articles)
    .where(eq(articles.sourceId, sourceId))
    .orderBy(desc(articles.publishedAt), desc(articles.id))
    .limit(maxArticles);
  const byKey = new Map<string, number>();
  for (const { id, sourceUrl, canonicalUrl } of found)
    for (const url of [sourceUrl, canonicalUrl]) if (url) byKey.set(toAddressKey(url), id);
  byKey.delete("");
  return byKey;
}

/** The items of which the articles with these addresses were made: they are the first ones, and lose the article if that is undone. */
async function listMakers(
  tx: Executor,
  added: readonly ItemContent[],
  byArticle: ReadonlyMap<string, number>,
): Promise<Map<number, number>> {
  const ids = [...new Set(added.flatMap(({ urlKey }) => byArticle.get(urlKey) ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: feedItems.id, articleId: feedItems.articleId })
    .from(feedItems)
    .where(sql`${feedItems.articleId} in ${ids} and ${feedItems.state} in ('drafted', 'published')`);
  return new Map(rows.flatMap(({ id, articleId }) => (articleId === null ? [] : [[articleId, id]])));
}

/** Adds sentences that both texts have, for editors. */
async function addSharedSentences(
  tx: Executor,
  added: readonly ItemContent[],
  duplicates: readonly (Duplicate | undefined)[],
): Promise<void> {
  const matched = [...duplicates.entries()].flatMap(([place, duplicate]) =>
    duplicate?.likeness.reason === "text" && duplicate.of ? [{ item: added[place], duplicate, of: duplicate.of }] : [],
  );
  matched.splice(maxExplained);
  if (matched.length === 0) return;
  const ids = matched.flatMap(({ of }) => ("itemId" in of ? [of.itemId] : []));
  const bodies =
    ids.length === 0
      ? []
      : await tx
          .select({ id: feedItems.id, bodyHtml: feedItems.bodyHtml })
          .from(feedItems)
          .where(sql`${feedItems.id} in ${ids}`);
  const byId = new Map(bodies.map(({ id, bodyHtml }) => [id, bodyHtml]));
  for (const { item, duplicate, of } of matched) {
    const other = "itemId" in of ? byId.get(of.itemId) : added[of.place]?.bodyHtml;
    if (item && other) duplicate.likeness.shared = listSharedSentences(item.bodyHtml, other, maxShared);
  }
}
