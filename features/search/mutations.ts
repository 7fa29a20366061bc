import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";

/**
 * Writes the search index of these articles: a row for each published one, none for the others. Changes of articles are
 * indexed by the database itself (drizzle/functions/search.sql); this is for articles that were stored before it was.
 */
export async function indexArticles(db: Executor, ids: number[]): Promise<void> {
  await db.execute(sql`select refresh_search_articles(${toIdArray(ids)})`);
}

/** The same for comments: a row for each visible one. */
export async function indexComments(db: Executor, ids: number[]): Promise<void> {
  await db.execute(sql`select refresh_search_comments(${toIdArray(ids)})`);
}
