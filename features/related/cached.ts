import { cacheTag } from "next/cache";
import { database } from "#db/client.ts";
import { articleCacheTags } from "#features/articles/tags.ts";
import { listRelated, type RelatedCard } from "#features/related/queries.ts";
import { relatedCacheTags } from "#features/related/tags.ts";
import { taxonomyCacheTags } from "#features/taxonomy/tags.ts";
import { tagged } from "#lib/cache.ts";

/** The selection below an article; refreshed when it is drawn up again or when one of those shown changes. */
export async function getRelated(articleId: number, limit: number): Promise<RelatedCard[]> {
  "use cache";
  tagged(relatedCacheTags.article(articleId));
  const related = await listRelated(database(), articleId, limit);
  cacheTag(
    ...related.map(({ id }) => articleCacheTags.id(id)),
    ...related.flatMap(({ category }) => (category ? [taxonomyCacheTags.category(category.slug)] : [])),
  );
  return related;
}
