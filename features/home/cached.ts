import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { homeCacheTag } from "#db/cache-tags/home.ts";
import { database } from "#db/client.ts";
import { getCards } from "#features/articles/cached.ts";
import type { ArticleCard } from "#features/articles/queries.ts";
import { cached } from "#lib/cache/cached.ts";
import { listPins } from "./queries.ts";

/** Lists the cards of the pinned articles, in order. */
export async function getPinnedArticles(): Promise<ArticleCard[]> {
  return getCards(await getPinnedIds());
}

function getPinnedIds(): Promise<number[]> {
  // A withdrawn article disappears, and a republished one returns.
  const tags = [homeCacheTag, articleCacheTags.lists];
  return cached(["pins"], tags, async () => (await listPins(database())).map(({ id }) => id));
}
