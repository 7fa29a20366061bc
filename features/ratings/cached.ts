import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { tagged } from "#lib/cache.ts";
import { countStars } from "./queries.ts";

/** How many votes cast here gave one star, two … five. */
export async function getStarCounts(article: { id: number; slug: string }): Promise<number[]> {
  "use cache";
  tagged(articleTagsOf.slug(article.slug));
  return countStars(database(), article.id);
}
