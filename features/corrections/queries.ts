import { and, count, desc, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, corrections } from "#db/schema.ts";

export interface Correction {
  id: number;
  kind: "correction" | "update";
  note: string;
  at: Date;
}

export interface ListedCorrection extends Correction {
  article: { slug: string; title: string };
}

const correctionColumns = {
  id: corrections.id,
  kind: corrections.kind,
  note: corrections.note,
  at: corrections.createdAt,
};

/** Lists the corrections of an article, oldest first. */
export function listArticleCorrections(db: Executor, articleId: number): Promise<Correction[]> {
  return db
    .select(correctionColumns)
    .from(corrections)
    .where(eq(corrections.articleId, articleId))
    .orderBy(corrections.id);
}

const isOfPublished = and(eq(corrections.articleId, articles.id), eq(articles.status, "published"));

/** Lists the corrections of published articles, newest first. */
export function listCorrections(
  db: Executor,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<ListedCorrection[]> {
  return db
    .select({ ...correctionColumns, article: { slug: articles.slug, title: articles.title } })
    .from(corrections)
    .innerJoin(articles, isOfPublished)
    .orderBy(desc(corrections.createdAt), desc(corrections.id))
    .limit(limit)
    .offset(offset);
}

export async function countCorrections(db: Executor): Promise<number> {
  const [row] = await db.select({ all: count() }).from(corrections).innerJoin(articles, isOfPublished);
  return row?.all ?? 0;
}
