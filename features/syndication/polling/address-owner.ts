import type { FeedItemState, FeedPublication } from "#db/schema/syndication.ts";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import { compareSketches } from "#features/syndication/likeness/compare-sketches.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import type { FeedClaim } from "./claims.ts";
import { isLikeness, minVersionLikeness } from "./match-items.ts";

/** A stored item that new ones are compared with. */
export interface EarlierItem {
  id: number;
  feedId: number;
  sourceId: number;
  state: FeedItemState;
  publication: FeedPublication;
  /** The normalised address of its feed, and the address of its source. */
  feedKey: string;
  sourceUrl: string;
  urlKey: string;
  title: string;
  contentHash: string;
  sketch: number[] | null;
  bands: number[] | null;
  /** The first item, if it is itself a duplicate. */
  firstId: number | null;
  /** That first item, for `isSkippedCopy`; absent if this item is not a duplicate. */
  first?: FirstItem | null;
  articleId: number | null;
}

/** A first item: its state, and what `rankAddress` needs to know whose its address is. */
type FirstItem = Pick<EarlierItem, "state" | "sourceId" | "feedKey" | "sourceUrl" | "urlKey">;

/** The feed of a new item. One without a host or a source's address owns no address. */
export type Claimant = Pick<FeedClaim, "feedId" | "sourceId"> &
  Partial<Pick<FeedClaim, "sourceUrl" | "host" | "publication">>;

const hostOf = (key: string) => /^[^/?]*/.exec(key)?.[0] ?? "";

/**
 * Ranks how surely a normalised address belongs to a source: 3 on the host of its feed, 2 on that of its site, 1 on a host above or below
 * one of these, 0 elsewhere. A feed may name any address, and say of itself that it is any site's.
 */
export function rankAddress(urlKey: string, feedKey: string, sourceUrl: string): number {
  const [host, feed, site] = [hostOf(urlKey), hostOf(feedKey), hostOf(toAddressKey(sourceUrl))];
  if (host === "") return 0;
  if (host === feed) return 3;
  if (host === site) return 2;
  return isRelated(host, feed) || isRelated(host, site) ? 1 : 0;
}

/** Whether two hosts are the same, or one is above the other. */
const isRelated = (one: string, other: string) =>
  one !== "" && other !== "" && (one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`));

/**
 * Whether an earlier item's feed has the same owner as a new one's: both belong to one source, and their hosts are related to each other or
 * both to the host of the source's site. The source alone is not enough: an editor may add feeds of other sites to it, such as aggregators.
 */
function hasSameOwner(
  one: Pick<EarlierItem, "sourceId" | "feedKey">,
  { sourceId, host = "", sourceUrl = "" }: Claimant,
) {
  if (one.sourceId !== sourceId) return false;
  const [feed, site] = [hostOf(one.feedKey), hostOf(toAddressKey(sourceUrl))];
  return isRelated(feed, host) || (isRelated(feed, site) && isRelated(host, site));
}

/**
 * Whether a permanent redirect leads to a host that is neither the feed's nor its source's, nor above or below one of these: an editor has
 * to confirm it (decision 072).
 */
export const isMoveToOtherSite = ({ url, sourceUrl }: Pick<FeedClaim, "url" | "sourceUrl">, movedTo: string): boolean =>
  rankAddress(toAddressKey(movedTo), toAddressKey(url), sourceUrl) === 0;

/** Above 0 if an address belongs rather to the source of an earlier item, below 0 if rather to that of the new one. */
const compareOwners = (one: EarlierItem, { urlKey }: ItemContent, { host = "", sourceUrl = "" }: Claimant) =>
  rankAddress(urlKey, one.feedKey, one.sourceUrl) - rankAddress(urlKey, host, sourceUrl);

const isWaiting = ({ state, firstId }: EarlierItem) => state === "waiting" && firstId === null;

/**
 * Whether the first item that a new one would be merged into was skipped and may be a copy: its address is not on its own site, or only on a
 * related host while the new item's address is on its own site. The editor may have skipped it because of its feed, so the new item waits for
 * a decision of its own (decision 070).
 */
export function isSkippedCopy(one: EarlierItem, { urlKey }: ItemContent, claim: Claimant) {
  const first = one.first ?? one;
  if (first.state !== "skipped" || hasSameOwner(first, claim)) return false;
  const { host = "", sourceUrl = "" } = claim;
  const rank = rankAddress(first.urlKey, first.feedKey, first.sourceUrl);
  return rank === 0 || (rank < 2 && rankAddress(urlKey, host, sourceUrl) >= 2);
}

/**
 * Whether an item with the address of an earlier one is merged into it. Anybody may write any address into a feed: an item of another
 * owner (`hasSameOwner`) must also have the first one's text, or its title if there is no text, unless the address belongs rather to the first
 * one's source.
 */
export function isFirst(one: EarlierItem, item: ItemContent, claim: Claimant): boolean {
  if (one.feedId === claim.feedId) return isLikeness(one, item);
  if (hasSameOwner(one, claim)) return true;
  if (isSkippedCopy(one, item, claim)) return false;
  const order = compareOwners(one, item, claim);
  if (order > 0) return true;
  if (order < 0 && isWaiting(one)) return false;
  return one.sketch && item.sketch
    ? compareSketches(one.sketch, item.sketch) >= minVersionLikeness
    : isLikeness(one, item);
}

/** Whether a new item takes the place of an earlier one that waits: the address of both belongs rather to the new one's source. */
export const isForeign = (one: EarlierItem, item: ItemContent, claim: Claimant): boolean =>
  !hasSameOwner(one, claim) && isWaiting(one) && compareOwners(one, item, claim) < 0;
