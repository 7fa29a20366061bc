import { and, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, media, type RelatedReasons, relatedArticles } from "#db/schema.ts";
import { type ArticleCard, cardColumns } from "#features/articles/queries.ts";

export interface RelatedCard extends ArticleCard {
  reasons: RelatedReasons;
}

/** Lists an article's stored related articles, best first, without unpublished ones. */
export function listRelated(db: Executor, articleId: number, limit: number): Promise<RelatedCard[]> {
  const { relatedId: id, reasons, rank } = relatedArticles;
  const chosen = db
    .select({ id, reasons, rank })
    .from(relatedArticles)
    .where(eq(relatedArticles.articleId, articleId))
    .orderBy(rank)
    .limit(limit)
    .as("chosen");
  return db
    .select({ ...cardColumns, reasons: chosen.reasons })
    .from(chosen)
    .innerJoin(articles, and(eq(articles.id, chosen.id), eq(articles.status, "published")))
    .leftJoin(media, eq(media.id, articles.leadMediaId))
    .orderBy(chosen.rank);
}
