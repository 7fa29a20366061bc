import { cacheTag } from "next/cache";
import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { listRelated, type RelatedCard } from "#features/related/queries.ts";
import { relatedTagsOf } from "#features/related/tags.ts";
import { taxonomyTags } from "#features/taxonomy/tags.ts";
import { tagged } from "#lib/cache.ts";

/** The selection below an article; refreshed when it is drawn up again or when one of those shown changes. */
export async function getRelated(articleId: number, limit: number): Promise<RelatedCard[]> {
  "use cache";
  tagged(relatedTagsOf.article(articleId));
  const related = await listRelated(database(), articleId, limit);
  cacheTag(
    ...related.map(({ id }) => articleTagsOf.id(id)),
    ...related.flatMap(({ category }) => (category ? [taxonomyTags.category(category.slug)] : [])),
  );
  return related;
}
