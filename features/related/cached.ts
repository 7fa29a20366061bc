import { relatedCacheTags } from "#db/cache-tags/related.ts";
import { database } from "#db/client.ts";
import { listCardTags } from "#features/articles/cached.ts";
import { listRelated, type RelatedCard } from "#features/related/queries.ts";
import { cached } from "#lib/cache/cached.ts";

/** Reads an article's related articles; invalidated when the selection or one of the articles shown changes. */
export function getRelated(articleId: number, limit: number): Promise<RelatedCard[]> {
  const tagsOf = (related: RelatedCard[]) => [relatedCacheTags.article(articleId), ...listCardTags(related)];
  return cached(["related", articleId, limit], tagsOf, () => listRelated(database(), articleId, limit), { keep: true });
}
