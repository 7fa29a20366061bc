import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { countStars } from "./queries.ts";

/** Returns the numbers of votes cast here with one, two … five stars. */
export async function getStarCounts(articleId: number): Promise<number[]> {
  "use cache";
  tagged(articleCacheTags.id(articleId));
  return countStars(database(), articleId);
}
