import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { relatedCacheTags } from "#db/cache-tags/related.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { listRelated, type RelatedCard } from "#features/related/queries.ts";
import { cached } from "#lib/cache/cached.ts";

/** Reads an article's related articles; invalidated when the selection or one of the articles shown changes. */
export function getRelated(articleId: number, limit: number): Promise<RelatedCard[]> {
  const tagsOf = (related: RelatedCard[]) => [
    relatedCacheTags.article(articleId),
    ...related.map(({ id }) => articleCacheTags.id(id)),
    ...related.flatMap(({ category }) => (category ? [taxonomyCacheTags.category(category.slug)] : [])),
  ];
  return cached(["related", articleId, limit], tagsOf, () => listRelated(database(), articleId, limit), { keep: true });
}
