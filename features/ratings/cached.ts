import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { countStars } from "./queries.ts";

/** How many votes cast here gave one star, two … five. */
export async function getStarCounts(articleId: number): Promise<number[]> {
  "use cache";
  tagged(articleCacheTags.id(articleId));
  return countStars(database(), articleId);
}
