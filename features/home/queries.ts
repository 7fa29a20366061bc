import { and, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, homePins } from "#db/schema.ts";

export interface Pin {
  id: number;
  slug: string;
  title: string;
  until: Date | null;
}

/** Lists the pins that readers see: of published articles, and not expired. */
export async function listPins(db: Executor): Promise<Pin[]> {
  return db
    .select({ id: articles.id, slug: articles.slug, title: articles.title, until: homePins.expiresAt })
    .from(homePins)
    .innerJoin(articles, eq(articles.id, homePins.articleId))
    .where(
      and(
        eq(articles.status, "published"),
        or(isNull(homePins.expiresAt), gt(homePins.expiresAt, sql`statement_timestamp()`)),
      ),
    )
    .orderBy(homePins.position, homePins.id);
}

/** Finds the title of a published article; undefined for any other. */
export async function findPublishedTitle(db: Executor, id: number): Promise<string | undefined> {
  const [row] = await db
    .select({ title: articles.title })
    .from(articles)
    .where(and(eq(articles.id, id), eq(articles.status, "published")));
  return row?.title;
}

/** The condition for expired pins. */
export const isExpired = lte(homePins.expiresAt, sql`statement_timestamp()`);
