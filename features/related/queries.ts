import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { type RelatedReasons, relatedArticles } from "#db/schema.ts";
import { type ArticleCard, listCards } from "#features/articles/queries.ts";

export interface RelatedCard extends ArticleCard {
  reasons: RelatedReasons;
}

/** Lists an article's stored related articles, best first, without unpublished ones. Two queries. */
export async function listRelated(db: Executor, articleId: number, limit: number): Promise<RelatedCard[]> {
  const rows = await db
    .select({ id: relatedArticles.relatedId, reasons: relatedArticles.reasons })
    .from(relatedArticles)
    .where(eq(relatedArticles.articleId, articleId))
    .orderBy(relatedArticles.rank)
    .limit(limit);
  const cards = await listCards(
    db,
    rows.map(({ id }) => id),
  );
  const reasonsOf = new Map(rows.map(({ id, reasons }) => [id, reasons]));
  return cards.map((card) => ({ ...card, reasons: reasonsOf.get(card.id) ?? {} }));
}
