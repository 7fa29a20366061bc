import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { homeCacheTag } from "#db/cache-tags/home.ts";
import { database } from "#db/client.ts";
import { getCards } from "#features/articles/cached.ts";
import type { ArticleCard } from "#features/articles/queries.ts";
import { tagged } from "#lib/cache.ts";
import { listPins } from "./queries.ts";

/** Lists the cards of the pinned articles, in order. */
export async function getPinnedArticles(): Promise<ArticleCard[]> {
  return getCards(await getPinnedIds());
}

async function getPinnedIds(): Promise<number[]> {
  "use cache";
  // A withdrawn article disappears, and a republished one returns.
  tagged(homeCacheTag, articleCacheTags.lists);
  return (await listPins(database())).map(({ id }) => id);
}
