import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { readSettings } from "#features/settings/queries.ts";
import { settingsTag } from "#features/settings/tags.ts";
import { taxonomyTags } from "#features/taxonomy/tags.ts";
import { tagged } from "#lib/cache.ts";
import { atom } from "./formats/atom.ts";
import type { FeedFormat } from "./formats/feed.ts";
import { jsonFeed } from "./formats/json-feed.ts";
import { rss } from "./formats/rss.ts";
import { type FeedScope, readFeed } from "./queries.ts";

const writers = { rss, atom, json: jsonFeed };

/** A feed as text in one of its formats, or null where there is none. */
export async function getFeed(format: FeedFormat, scope: FeedScope): Promise<string | null> {
  "use cache";
  tagged(articleTagsOf.lists, settingsTag, ...(scope.kind === "all" ? [] : [taxonomyTags[scope.kind](scope.slug)]));
  const db = database();
  const feed = await readFeed(db, scope, await readSettings(db));
  return feed ? writers[format](feed) : null;
}
