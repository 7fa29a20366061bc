import type { FeedItemState, SourceChange } from "#db/schema/syndication.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import { hashText } from "#features/syndication/content/item-keys.ts";
import { compareSketches } from "#features/syndication/likeness/compare-sketches.ts";

/** An item that is stored already. */
export interface StoredItem {
  id: number;
  guidKey: string;
  urlKey: string;
  title: string;
  contentHash: string;
  state: FeedItemState;
  publishedHash: string | null;
  sourceChange: SourceChange | null;
  missingAt: Date | null;
  sketch: number[] | null;
}

export interface MatchedItems {
  /** New items with the keys under which they are stored, the oldest first. */
  added: ItemContent[];
  /** Stored items whose content differs now. */
  changed: { stored: StoredItem; content: ItemContent }[];
  /** All stored items that the document lists. */
  seen: StoredItem[];
}

/** With a lower likeness, two texts are not versions of one article. */
export const minVersionLikeness = 0.3;
/** Shorter GUIDs are often numbers, which may start from one again. */
const minGuidLength = 8;

/** An address without path and query is a home page, which several items may name. */
const isHomePage = (urlKey: string) => !/[/?]/.test(urlKey);

const normaliseTitle = (title: string) => title.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** The key of an item whose GUID is that of another article. */
export function reusedKey({ guidKey, url, title }: Pick<ItemContent, "guidKey" | "url" | "title">): string {
  return `reused:${hashText(`${guidKey}\n${url}\n${normaliseTitle(title)}`)}`;
}

/** All keys under which the items of a document may be stored. */
export const listKeys = (items: readonly ItemContent[]): string[] => [
  ...new Set(items.flatMap((item) => [item.guidKey, reusedKey(item)])),
];

/**
 * Finds which items of a document are stored already, by GUID. A GUID that was given to another article (another address, another title,
 * another text) makes a new item. Addresses that several items of the document share identify none of them, nor does a home page's.
 */
export function matchItems(items: readonly ItemContent[], stored: readonly StoredItem[]): MatchedItems {
  const byKey = new Map(stored.map((item) => [item.guidKey, item]));
  const titlesByAddress = Map.groupBy(items, ({ urlKey }) => urlKey);
  const isAmbiguous = ({ urlKey }: ItemContent) =>
    isHomePage(urlKey) ||
    new Set(titlesByAddress.get(urlKey)?.map(({ title }) => normaliseTitle(title)) ?? []).size > 1;
  const taken = new Map<string, ItemContent>();
  const added: ItemContent[] = [];
  const seen = new Map<StoredItem, ItemContent>();
  for (const item of items) {
    const content = isAmbiguous(item) ? { ...item, urlKey: "" } : item;
    const otherKey = reusedKey(item);
    const before = taken.get(content.guidKey);
    if (taken.has(otherKey) || (before && isRepeated(before, item))) continue;
    const known = byKey.get(otherKey) ?? byKey.get(content.guidKey);
    if (known && !seen.has(known) && (known.guidKey === otherKey || isSameArticle(known, content))) {
      seen.set(known, content);
      taken.set(known.guidKey, item);
      continue;
    }
    const guidKey = known || before ? otherKey : content.guidKey;
    taken.set(guidKey, item);
    added.push({ ...content, guidKey });
  }
  added.sort((a, b) => a.publishedAt.getTime() - b.publishedAt.getTime());
  const changed = [...seen].flatMap(([known, content]) =>
    known.contentHash === content.contentHash ? [] : [{ stored: known, content }],
  );
  return { added, changed, seen: [...seen.keys()] };
}

const isRepeated = (before: ItemContent, item: ItemContent) =>
  before.contentHash === item.contentHash || (before.url === item.url && before.title === item.title);

/** Whether an item with the GUID of a stored one is that article, perhaps edited. */
function isSameArticle(stored: StoredItem, item: ItemContent): boolean {
  if (stored.urlKey === "" || item.urlKey === "" || stored.urlKey === item.urlKey) return true;
  if (normaliseTitle(stored.title) === normaliseTitle(item.title)) return true;
  if (stored.sketch && item.sketch) return compareSketches(stored.sketch, item.sketch) >= minVersionLikeness;
  return (
    stored.guidKey.length >= minGuidLength &&
    !(URL.canParse(stored.guidKey) && new URL(stored.guidKey).pathname.length < 2)
  );
}

/** Whether two items of one feed with the same address are the same article: some feeds give one address to all their items. */
export function isLikeness(a: Pick<StoredItem, "title" | "sketch">, b: Pick<StoredItem, "title" | "sketch">): boolean {
  if (normaliseTitle(a.title) === normaliseTitle(b.title)) return true;
  return a.sketch !== null && b.sketch !== null && compareSketches(a.sketch, b.sketch) >= minVersionLikeness;
}
