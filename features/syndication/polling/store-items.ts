import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { feedItemDecisions, feedItems, feedItemVersions } from "#db/schema.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import { invalidateCoverage } from "#features/syndication/publication/coverage.ts";
import { blockedBy } from "./block-list.ts";
import type { FeedClaim } from "./claims.ts";
import type { Duplicate, Replaced } from "./find-duplicates.ts";
import { type LockedState, lockWithDuplicates } from "./lock-rows.ts";
import type { MatchedItems, StoredItem } from "./match-items.ts";
import { releaseFollowers } from "./release-followers.ts";
import { maxVersions } from "./rules.ts";

/** The ids of new items that wait, and the number of the others. */
export interface AddedItems {
  waiting: number[];
  merged: number;
  blocked: number;
}

/** A document's new items, sorted: blocked ones by what blocks them, and the others with what they repeat. */
export interface SortedItems {
  added: readonly ItemContent[];
  /** The blocked word or author of each item. */
  blocked: (string | undefined)[];
  /** The items that are not blocked, and the duplicate of each. */
  open: ItemContent[];
  duplicates: (Duplicate | undefined)[];
  /** Items that wait, whose place new ones take: locked. */
  replaced: Replaced[];
  /** The stored items of the document as they are now: locked. */
  rows: Map<number, LockedState>;
}

/** Finds what becomes of new items, and locks what they repeat with the stored items that the document changes. */
export async function sortItems(
  tx: Executor,
  claim: FeedClaim,
  added: readonly ItemContent[],
  stored: readonly StoredItem[],
): Promise<SortedItems> {
  const findBlocked = blockedBy(claim);
  const blocked = added.map((item) => findBlocked(item));
  const open = added.filter((_, place) => blocked[place] === undefined);
  return { added, blocked, open, ...(await lockWithDuplicates(tx, claim, open, stored)) };
}

/** Stores new items: blocked, merged into the first with the same text, or waiting. Four statements at most. */
export async function insertItems(
  tx: Executor,
  claim: FeedClaim,
  { added, blocked, open, duplicates, replaced }: SortedItems,
): Promise<AddedItems> {
  const counts: AddedItems = { waiting: [], merged: 0, blocked: 0 };
  if (added.length === 0) return counts;
  const places = new Map(open.map((item, place) => [item.guidKey, place]));
  const rows = added.map((item, at) => {
    const place = places.get(item.guidKey);
    const duplicate = place === undefined ? undefined : duplicates[place];
    return { item, place, duplicate, word: blocked[at] };
  });
  const firsts = rows.filter(({ duplicate }) => !duplicate);
  const ids = await insertRows(
    tx,
    claim,
    firsts.map(({ item, word }) =>
      word === undefined ? { ...item, state: "waiting" } : { ...item, state: "blocked", bands: null },
    ),
  );
  const idOfPlace = (place: number) => ids.get(open[place]?.guidKey ?? "") ?? null;
  const repeated = rows.flatMap(({ item, duplicate }) => (duplicate ? [toMerged(item, duplicate, idOfPlace)] : []));
  const mergedIds = await insertRows(tx, claim, repeated);
  await replaceFirsts(tx, claim, replaced, idOfPlace);
  const decisions = [
    ...firsts.flatMap(({ item, word }) =>
      word === undefined ? [] : [{ itemId: ids.get(item.guidKey), action: "block" as const, detail: { word } }],
    ),
    ...repeated.map((row) => ({
      itemId: mergedIds.get(row.guidKey),
      action: "merge" as const,
      detail: {
        ...(row.duplicateOfId !== null && { item: row.duplicateOfId }),
        ...(row.articleId !== null && { article: row.articleId }),
      },
    })),
  ];
  await insertDecisions(tx, claim, decisions);
  // Readers see the other sources of an article.
  await invalidateCoverage(tx, [...new Set(repeated.map(({ articleId }) => articleId))]);
  counts.waiting = firsts.flatMap(({ item, word }) => (word === undefined ? (ids.get(item.guidKey) ?? []) : []));
  counts.merged = repeated.length;
  counts.blocked = blocked.length - open.length;
  return counts;
}

/** Merges items that wait, with those merged into them, into new ones. One that was decided about meanwhile stays. */
async function replaceFirsts(
  tx: Executor,
  { claim }: FeedClaim,
  replaced: readonly Replaced[],
  idOfPlace: (place: number) => number | null,
): Promise<void> {
  const rows = replaced.flatMap(({ itemId, place, likeness }) => {
    const first = idOfPlace(place);
    return first === null ? [] : [{ id: itemId, first, likeness }];
  });
  if (rows.length === 0) return;
  await tx.execute(sql`
    with moved as (
      update ${feedItems} i set state = 'merged', duplicate_of_id = r.first, likeness = r.likeness, bands = null, decided_at = now()
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id bigint, first bigint, likeness jsonb)
      where i.id = r.id and i.state = 'waiting' and i.duplicate_of_id is null returning i.id, r.first),
    followed as (
      update ${feedItems} i set duplicate_of_id = moved.first from moved where i.duplicate_of_id = moved.id)
    insert into ${feedItemDecisions} (item_id, action, batch_key, before, detail)
    select id, 'merge', ${`poll:${claim}`}::text,
      '{"state":"waiting","articleId":null,"duplicateOfId":null,"sourceChange":null}', jsonb_build_object('item', first) from moved`);
}

type NewRow = typeof feedItems.$inferInsert;

/** Duplicates have no bands: texts are compared with the first one only. */
function toMerged(
  item: ItemContent,
  { of, articleId, likeness }: Duplicate,
  idOfPlace: (place: number) => number | null,
) {
  const duplicateOfId = of === null ? null : "itemId" in of ? of.itemId : idOfPlace(of.place);
  return { ...item, bands: null, state: "merged" as const, duplicateOfId, articleId, likeness, decidedAt: new Date() };
}

/**
 * Inserts items unless they exist, and returns the new ids by GUID key. One statement with one parameter, so that it is prepared once for
 * any number of items.
 */
async function insertRows(
  tx: Executor,
  { feedId }: FeedClaim,
  rows: (Omit<NewRow, "feedId"> & { guidKey: string })[],
): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map();
  const lists = rows.map((row) => ({ ...row, sketch: toList(row.sketch), bands: toList(row.bands) }));
  const items = JSON.stringify(lists, (_, value) => (typeof value === "string" ? value.toWellFormed() : value));
  const inserted = await tx.execute<{ id: number; guidKey: string }>(sql`
    insert into ${feedItems} (feed_id, guid_key, url, url_key, title, author, language, terms, excerpt, body_html, pictures, published_at,
      declared_date, content_hash, raw, sketch, bands, state, duplicate_of_id, article_id, likeness, decided_at)
    select ${feedId}::bigint, "guidKey", url, "urlKey", title, author, language, terms, excerpt, "bodyHtml", pictures, "publishedAt",
      "declaredDate", "contentHash", raw, sketch, bands, state, "duplicateOfId", "articleId", likeness, "decidedAt"
    from json_to_recordset(${items}::json) as r ("guidKey" text, url text, "urlKey" text, title text, author text, language text,
      terms jsonb, excerpt text, "bodyHtml" text, pictures jsonb, "publishedAt" timestamptz, "declaredDate" text, "contentHash" text,
      raw text, sketch int[], bands bigint[], state text, "duplicateOfId" bigint, "articleId" bigint, likeness jsonb,
      "decidedAt" timestamptz)
    on conflict (feed_id, guid_key) do nothing returning id::float8 as id, guid_key as "guidKey"`);
  return new Map(inserted.map(({ id, guidKey }) => [guidKey, id]));
}

/** Numbers as PostgreSQL writes an array. */
const toList = (numbers: number[] | null | undefined) => (numbers ? `{${numbers.join(",")}}` : null);

interface PolicyDecision {
  itemId: number | undefined;
  action: "block" | "merge";
  detail: Record<string, string | number>;
}

async function insertDecisions(tx: Executor, { claim }: FeedClaim, decisions: PolicyDecision[]): Promise<void> {
  const before = { state: "waiting" as const, articleId: null, duplicateOfId: null, sourceChange: null };
  const rows = decisions.flatMap(({ itemId, action, detail }) =>
    itemId === undefined ? [] : [{ itemId, action, detail, batchKey: `poll:${claim}`, before }],
  );
  if (rows.length > 0) await tx.insert(feedItemDecisions).values(rows);
}

/** Texts of these states are kept as they are: they were cleared, or nobody reads them again. */
const isClosed = ({ state }: StoredItem) => state === "skipped" || state === "blocked" || state === "expired";

export const hasArticle = ({ state }: Pick<StoredItem, "state">): boolean =>
  state === "drafted" || state === "published";

/**
 * Stores what sources edited. Of an item that became an article, the earlier content is kept and the change is marked; one that goes back
 * and forth between two contents is left alone for a day. Returns the items whose articles are concerned, without those that have a
 * blocked word now. At most seven statements.
 */
export async function updateItems(
  tx: Executor,
  claim: FeedClaim,
  changed: MatchedItems["changed"],
): Promise<StoredItem[]> {
  if (changed.length === 0) return [];
  const before = await readBefore(tx, changed);
  const kept = changed.filter(({ stored, content }) => !before.flaps.has(`${stored.id} ${content.contentHash}`));
  const open = kept.filter(({ stored }) => !isClosed(stored));
  const closed = kept.filter(({ stored }) => isClosed(stored));
  const edited = open.filter(({ stored }) => hasArticle(stored));
  await addVersions(
    tx,
    edited.map(({ stored }) => stored.id),
  );
  if (closed.length > 0)
    await tx.execute(sql`update ${feedItems} i set content_hash = v.hash
      from (values ${sql.join(
        closed.map(({ stored, content }) => sql`(${stored.id}::bigint, ${content.contentHash}::text)`),
        sql`, `,
      )}) as v (id, hash) where i.id = v.id`);
  if (open.length > 0) {
    const rows = open.map(({ stored, content }) => toValues(stored, content, before.pictures.get(stored.id) ?? []));
    await tx.execute(sql`
      update ${feedItems} i set title = v.title, author = v.author, terms = v.terms::jsonb,
        url = case when ${isHeld} then i.url else v.url end, url_key = case when ${isHeld} then i.url_key else v.url_key end,
        excerpt = v.excerpt, body_html = v.body_html, pictures = v.pictures::jsonb, content_hash = v.content_hash, raw = v.raw,
        language = v.language, sketch = v.sketch::int[], bands = case when i.duplicate_of_id is null then v.bands::bigint[] end,
        source_change = case when i.state not in ('drafted', 'published') then i.source_change
          when v.content_hash = i.published_hash then null else 'edited' end
      from (values ${sql.join(rows, sql`, `)}) as v (id, title, author, url, url_key, terms, excerpt, body_html, pictures, content_hash,
        raw, language, sketch, bands) where i.id = v.id`);
  }
  const blocked = await blockEdited(tx, claim, open);
  return edited
    .filter(({ stored, content }) => content.contentHash !== stored.publishedHash && !blocked.has(stored.id))
    .map(({ stored }) => stored);
}

/** Blocks waiting items that have a blocked word now. Returns the ids of all that have one: no policy applies them to an article. */
async function blockEdited(tx: Executor, claim: FeedClaim, edited: MatchedItems["changed"]): Promise<Set<number>> {
  const findBlocked = blockedBy(claim);
  const found = edited.flatMap(({ stored, content }) => {
    const word = findBlocked(content);
    return word === undefined ? [] : [{ stored, word }];
  });
  const waiting = found.filter(({ stored }) => stored.state === "waiting");
  if (waiting.length > 0) {
    const ids = waiting.map(({ stored }) => stored.id);
    const rows = await tx.execute<{ id: string }>(
      sql`update ${feedItems} set state = 'blocked', bands = null where id in ${ids} and state = 'waiting' returning id`,
    );
    const done = new Set(rows.map(({ id }) => Number(id)));
    const decisions = waiting.map(({ stored, word }) => ({
      itemId: done.has(stored.id) ? stored.id : undefined,
      action: "block" as const,
      detail: { word },
    }));
    await insertDecisions(tx, claim, decisions);
    await releaseFollowers(tx, [...done]);
  }
  return new Set(found.map(({ stored }) => stored.id));
}

/** What is merged because of its address keeps that: readers would be led elsewhere. */
const isHeld = sql`i.state = 'merged' and i.likeness ->> 'reason' = 'address'`;

function toValues({ id }: StoredItem, item: ItemContent, before: readonly ItemPicture[]): SQL {
  // A picture that was fetched stays in the library.
  const pictures = item.pictures.map((picture) => {
    const mediaId = before.find(({ url }) => url === picture.url)?.mediaId;
    return mediaId === undefined ? picture : { ...picture, mediaId };
  });
  return sql`(${id}::bigint, ${item.title}::text, ${item.author}::text, ${item.url}::text, ${item.urlKey}::text,
    ${JSON.stringify(item.terms)}::text, ${item.excerpt}::text, ${item.bodyHtml}::text, ${JSON.stringify(pictures)}::text,
    ${item.contentHash}::text, ${item.raw}::text, ${item.language}::text, ${toList(item.sketch)}::text, ${toList(item.bands)}::text)`;
}

/** A content that was replaced so often within a day comes back because servers disagree. */
const maxReturns = 2;

/** Reads the pictures of the changed items, and which of their new contents were there before, twice within a day. */
async function readBefore(tx: Executor, changed: MatchedItems["changed"]) {
  const ids = changed.map(({ stored }) => stored.id);
  const [items, versions] = await Promise.all([
    tx.select({ id: feedItems.id, pictures: feedItems.pictures }).from(feedItems).where(sql`${feedItems.id} in ${ids}`),
    tx
      .select({ itemId: feedItemVersions.itemId, contentHash: feedItemVersions.contentHash })
      .from(feedItemVersions)
      .where(sql`${feedItemVersions.itemId} in ${ids} and ${feedItemVersions.replacedAt} > now() - interval '1 day'`)
      .groupBy(feedItemVersions.itemId, feedItemVersions.contentHash)
      .having(sql`count(*) >= ${maxReturns}::int`),
  ]);
  return {
    pictures: new Map(items.map(({ id, pictures }) => [id, pictures])),
    flaps: new Set(versions.map(({ itemId, contentHash }) => `${itemId} ${contentHash}`)),
  };
}

/** Keeps the present contents of items that are replaced, and only the latest of each. */
async function addVersions(tx: Executor, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    insert into ${feedItemVersions} (item_id, content_hash, title, excerpt, body_html, raw)
    select id, content_hash, title, excerpt, body_html, raw from ${feedItems} where id in ${ids}`);
  await tx.execute(sql`
    delete from ${feedItemVersions} where id in (
      select id from (select id, row_number() over (partition by item_id order by id desc) as place
        from ${feedItemVersions} where item_id in ${ids}) as v where place > ${maxVersions}::int)`);
}
