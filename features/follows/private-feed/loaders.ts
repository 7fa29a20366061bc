import { database } from "#db/client.ts";
import { privateFeedUrl } from "./private-feed-link.ts";
import { findFeedOwner } from "./queries.ts";

/** Loads the addresses of a member's private feed; undefined without one. */
export async function loadPrivateFeed(memberId: number) {
  const owner = await findFeedOwner(database(), memberId);
  return owner && { rss: privateFeedUrl(owner, "xml"), json: privateFeedUrl(owner, "json") };
}
