import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { tagged } from "#lib/cache.ts";
import { writeAtom } from "./formats/atom.ts";
import type { FeedFormat } from "./formats/feed.ts";
import { writeJsonFeed } from "./formats/json-feed.ts";
import { writeRss } from "./formats/rss.ts";
import { type FeedScope, readFeed } from "./queries.ts";

const writers = { rss: writeRss, atom: writeAtom, json: writeJsonFeed };

/** Returns a feed as text in one of its formats, or null if there is none. */
export async function getFeed(format: FeedFormat, scope: FeedScope): Promise<string | null> {
  "use cache";
  tagged(
    articleCacheTags.lists,
    settingsCacheTag,
    ...(scope.kind === "all" ? [] : [taxonomyCacheTags[scope.kind](scope.slug)]),
  );
  const db = database();
  const feed = await readFeed(db, scope, await readSettings(db));
  return feed ? writers[format](feed) : null;
}
