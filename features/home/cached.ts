import { database } from "#db/client.ts";
import { getCards } from "#features/articles/cached.ts";
import type { ArticleCard } from "#features/articles/queries.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { tagged } from "#lib/cache.ts";
import { listPins } from "./queries.ts";
import { homeTag } from "./tags.ts";

/** The cards of what editors put first, in their order. */
export async function getPinned(): Promise<ArticleCard[]> {
  return getCards(await pinnedIds());
}

async function pinnedIds(): Promise<number[]> {
  "use cache";
  // What is withdrawn leaves, what comes back is there again.
  tagged(homeTag, articleTagsOf.lists);
  return (await listPins(database())).map(({ id }) => id);
}
