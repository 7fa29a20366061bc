import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleCategories, articles, categories } from "#db/schema.ts";
import { hasReaders } from "../queries.ts";

/** Reads what the card of a published article, or of the discussion of a page, shows of it; undefined for any other slug. */
export async function findCardContent(
  db: Executor,
  slug: string,
): Promise<{ title: string; category: { name: string } | null } | undefined> {
  // Qualified by hand, because a query of one table leaves the qualifiers out.
  const category = sql<string | null>`(
    select named.name from ${articleCategories} filed join ${categories} named on named.id = filed.category_id
    where filed.article_id = articles.id order by filed.position limit 1)`;
  const [row] = await db
    .select({ title: articles.title, category })
    .from(articles)
    .where(and(eq(articles.slug, slug), hasReaders));
  return row && { title: row.title, category: row.category === null ? null : { name: row.category } };
}
