import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";
import { writeAtom } from "./formats/atom.ts";
import type { FeedFormat } from "./formats/feed.ts";
import { writeJsonFeed } from "./formats/json-feed.ts";
import { writeRss } from "./formats/rss.ts";
import { type FeedScope, readFeed } from "./queries.ts";

const writers = { rss: writeRss, atom: writeAtom, json: writeJsonFeed };

/** Returns a feed as text in one of its formats, or null if there is none. */
export function getFeed(format: FeedFormat, scope: FeedScope): Promise<string | null> {
  const tags = [articleCacheTags.lists, ...(scope.kind === "all" ? [] : [taxonomyCacheTags[scope.kind](scope.slug)])];
  return cached(["feed", format, scope], tags, async () => {
    const feed = await readFeed(database(), scope, await getSettings());
    return feed ? writers[format](feed) : null;
  });
}
