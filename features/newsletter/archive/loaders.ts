import type { FeedFormat } from "#lib/feed-document/feed-document.ts";
import { respondWithFeed } from "#lib/feed-document/write-feed.ts";
import { getArchiveFeed } from "./cached.ts";

/** Creates the route handler of the newsletter's feed in a format. */
export function archiveFeedHandler(format: FeedFormat) {
  return async () => respondWithFeed(await getArchiveFeed(format));
}
