import { desc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ItemLikeness } from "#db/schema/syndication.ts";
import { articles, feedItems, feeds } from "#db/schema.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import { compareSketches, minLikeness } from "#features/syndication/likeness/compare-sketches.ts";
import { listSharedSentences } from "#features/syndication/likeness/shared-sentences.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import type { FeedClaim } from "./claims.ts";
import { isLikeness } from "./match-items.ts";
import { comparedDays } from "./rules.ts";

/** The first item with the same text: one that is stored, or one of the same document, by its place among the new ones. */
export interface Duplicate {
  of: { itemId: number } | { place: number } | null;
  articleId: number | null;
  likeness: ItemLikeness;
}

interface Candidate {
  id: number;
  feedId: number;
  sourceId: number;
  urlKey: string;
  title: string;
  contentHash: string;
  sketch: number[] | null;
  /** The first item, if it is itself a duplicate. */
  firstId: number | null;
  articleId: number | null;
}

/** Candidates of a whole document. Only first items count, so a text that many feeds repeat is one. */
const maxCandidates = 500;
/** Shared sentences that are kept for editors, and duplicates of one document that get any: they are found under the lock. */
const maxShared = 3;
const maxExplained = 20;
/** Latest articles of the source whose addresses are compared. */
const maxArticles = 1_000;

/**
 * Finds for each new item the earlier one that it repeats: with the same address in any feed or article of the source, or with nearly the
 * same text in another source. Within a source only an equal text counts: columns and weather reports resemble each other. Called under
 * the lock of `storeFeed`, so that of two equal texts that arrive at once one is the first. At most five statements.
 */
export async function findDuplicates(
  tx: Executor,
  { feedId, sourceId }: Pick<FeedClaim, "feedId" | "sourceId">,
  added: readonly ItemContent[],
): Promise<(Duplicate | undefined)[]> {
  const [byAddress, byArticle, byText] = await Promise.all([
    listByAddress(tx, added),
    listArticles(tx, sourceId, added),
    listByText(tx, added),
  ]);
  const makers = await listMakers(tx, added, byArticle);
  const duplicates: (Duplicate | undefined)[] = [];
  for (const [place, item] of added.entries()) {
    const earlier = added.slice(0, place).flatMap((one, at) => (duplicates[at] ? [] : [{ place: at, item: one }]));
    const sameAddress = byAddress.find(
      (one) => item.urlKey !== "" && one.urlKey === item.urlKey && (one.feedId !== feedId || isLikeness(one, item)),
    );
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
    else duplicates[place] = findSameText(item, sourceId, byText, earlier);
  }
  await addSharedSentences(tx, added, duplicates);
  return duplicates;
}

function findSameText(
  item: ItemContent,
  sourceId: number,
  stored: readonly Candidate[],
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
  urlKey: feedItems.urlKey,
  title: feedItems.title,
  contentHash: feedItems.contentHash,
  sketch: feedItems.sketch,
  firstId: feedItems.duplicateOfId,
  articleId: feedItems.articleId,
};

/** Not those that a policy blocked, and not those that wait at a feed that was removed: nobody would see the new one. */
const isVisible = sql`${feedItems.state} <> 'blocked' and not (${feeds.status} = 'removed' and ${feedItems.state} in ('waiting', 'expired'))`;

async function listByAddress(tx: Executor, added: readonly ItemContent[]): Promise<Candidate[]> {
  const keys = [...new Set(added.flatMap(({ urlKey }) => (urlKey === "" ? [] : [urlKey])))];
  if (keys.length === 0) return [];
  return tx
    .selectDistinctOn([feedItems.urlKey, feedItems.feedId], candidateColumns)
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .where(sql`${feedItems.urlKey} <> '' and ${feedItems.urlKey} in ${keys} and ${isVisible}`)
    .orderBy(feedItems.urlKey, feedItems.feedId, feedItems.id);
}

async function listByText(tx: Executor, added: readonly ItemContent[]): Promise<Candidate[]> {
  const bands = [...new Set(added.flatMap((item) => item.bands ?? []))];
  if (bands.length === 0) return [];
  return tx
    .select(candidateColumns)
    .from(feedItems)
    .innerJoin(feeds, eq(feeds.id, feedItems.feedId))
    .where(
      // One scan of the index. In a subquery, because the planner expects all rows for a list of hundreds that it knows, and reads them.
      sql`${feedItems.bands} && (select ${`{${bands.join(",")}}`}::bigint[]) and ${feedItems.duplicateOfId} is null and ${isVisible}
        and ${feedItems.fetchedAt} > now() - make_interval(days => ${comparedDays}::int)`,
    )
    .orderBy(feedItems.id)
    .limit(maxCandidates);
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
