import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";
import type { FeedFormat } from "#lib/feed-document/feed-document.ts";
import { type WrittenFeed, writeFeed } from "#lib/feed-document/write-feed.ts";
import { type FeedScope, readFeed } from "./queries.ts";

/**
 * A comment does not invalidate the feeds of articles, so that readers who poll them get a 304 as long as no article
 * has changed; the counts of comments in them are at most this old (seconds).
 */
const maxCountAge = 3_600;

/** Returns a feed in one of its formats, or null if there is none. */
export function getFeed(format: FeedFormat, scope: FeedScope): Promise<WrittenFeed | null> {
  const tags = [articleCacheTags.lists, ...(scope.kind === "all" ? [] : [taxonomyCacheTags[scope.kind](scope.slug)])];
  const load = async () => {
    const feed = await readFeed(database(), scope, await getSettings());
    return feed ? writeFeed(format, feed) : null;
  };
  return cached(["feed", format, scope], tags, load, { maxAge: maxCountAge });
}
