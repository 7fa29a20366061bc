import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { type ArticleInput, upsertArticle } from "#features/articles/mutations.ts";
import { upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";

export type WrittenArticle = Partial<ArticleInput> & { tags?: string[]; category?: string; text?: string };

/** Writes a published article; tags and the category are created by name as needed. */
export async function writeArticle(db: Database, slug: string, given: WrittenArticle = {}, id?: number) {
  const { tags = [], category, text = "", ...fields } = given;
  const tagIds: number[] = [];
  for (const tag of tags) tagIds.push(await upsertTag(db, { slug: tag, name: tag }));
  const categoryIds = category ? [await upsertCategory(db, { slug: category, name: category })] : [];
  const article = await upsertArticle(
    db,
    {
      ...{ slug, status: "published" as const, title: slug, lead: "", bodyHtml: `<p>${text}</p>` },
      ...{ publishedAt: new Date(Date.UTC(2026, 8, 1)), tagIds, categoryIds },
      ...fields,
    },
    id,
  );
  return article.id;
}

/** Lists the slugs of an article's stored selection, in their order. */
export async function listSelection(db: Database, slug: string): Promise<string[]> {
  const rows = await db.execute<{ slug: string }>(sql`
    select o.slug from related_articles r join articles a on a.id = r.article_id join articles o on o.id = r.related_id
    where a.slug = ${slug} order by r.rank`);
  return rows.map((row) => row.slug);
}
