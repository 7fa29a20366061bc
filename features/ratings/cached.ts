import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { countStars } from "./queries.ts";

/** Returns the numbers of votes cast here with one, two … five stars. */
export function getStarCounts(articleId: number): Promise<number[]> {
  return cached(["starCounts", articleId], [articleCacheTags.id(articleId)], () => countStars(database(), articleId));
}
