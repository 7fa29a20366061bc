import { cacheTag } from "next/cache";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { relatedCacheTags } from "#db/cache-tags/related.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { listRelated, type RelatedCard } from "#features/related/queries.ts";
import { tagged } from "#lib/cache.ts";

/** Reads an article's related articles; invalidated when the selection or one of the articles shown changes. */
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
