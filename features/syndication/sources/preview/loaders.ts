import { database } from "#db/client.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { type FoundReservation, findReservation } from "#features/syndication/reservation/find-reservation.ts";
import type { ReservationPlace } from "#features/text-mining/reading/read-reservation.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import type { OfferedFeed } from "#lib/feed/feed-formats.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { findKnownItems, findSourceBySite, isSourceName, listFeedChoices, listKnownFeeds } from "../queries.ts";
import { findClaimedHost, proposePolicy } from "./new-feed-preset.ts";
import { previewAddress } from "./preview-address.ts";

/** Previews of one member; each may take seven requests. */
const previewLimit = { name: "sources.preview", points: 60, seconds: 600 };

/** A preview does not wait longer for what a site says of its rights: it is read again once the feed is followed. */
const reservationTimeoutMs = 6_000;

const isReservedNow = (found: FoundReservation): found is ReservationPlace => found !== null && found !== "unread";

/** Loads what is at the typed address, and what the form of a new feed needs. Counts against the member's limit. */
export async function loadPreview(viewer: Viewer, typed: string) {
  const db = database();
  const wait = await consumeRateLimit(previewLimit, `m:${viewer.id}`);
  if (wait > 0) return { kind: "tooFast", seconds: wait } as const;
  const preview = await previewAddress(db, typed, { client: `member ${viewer.id}` });
  if (preview.kind === "choices") {
    const listKeys = (feed: OfferedFeed) => [feed, ...feed.otherFormats].map(({ url }) => toAddressKey(url));
    const known = await listKnownFeeds(db, preview.feeds.flatMap(listKeys));
    return {
      ...preview,
      feeds: preview.feeds.map((feed) => ({
        ...feed,
        known: listKeys(feed)
          .map((key) => known.get(key))
          .find((id) => id !== undefined),
      })),
    };
  }
  if (preview.kind !== "feed") return preview;
  const { feed, url } = preview;
  const [source, isNameTaken, found, knownItems, choices] = await Promise.all([
    findSourceBySite(db, feed.siteUrl || url),
    isSourceName(db, feed.title),
    findReservation({ site: feed.siteUrl || url, feed: url }, { signal: AbortSignal.timeout(reservationTimeoutMs) }),
    findKnownItems(
      db,
      feed.items.map(({ urlKey }) => urlKey),
    ),
    listFeedChoices(db),
  ]);
  const items = feed.items.map((item) => ({
    ...item,
    similar: knownItems.find(({ urlKey }) => urlKey === item.urlKey && urlKey !== "")?.feed,
  }));
  const values = proposePolicy(preview, { source, isNameTaken });
  return {
    ...preview,
    items,
    choices,
    values,
    claimedHost: findClaimedHost(url, values.sourceUrl),
    isReserved: source?.isReserved === true || isReservedNow(found),
    /** What the source says of text and data mining now; what was found earlier counts until it is read again. */
    reservation: isReservedNow(found) ? { place: found } : source?.isReserved ? "known" : (found ?? "none"),
  };
}
