import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";

/**
 * Writes the search index of these articles: a row for each published one, none for the others. Changes of articles are
 * indexed by the database itself (drizzle/functions/search.sql); this is for articles that were stored before it was.
 * Publications wait until the transaction ends.
 */
export async function indexArticles(tx: Executor, ids: number[]): Promise<void> {
  await tx.execute(sql`select lock_search()`);
  await tx.execute(sql`select refresh_search_articles(${toIdArray(ids)})`);
}

/**
 * The same for comments: a row for each visible one of a published article or page. Their authors and moderators wait until the
 * transaction ends.
 */
export async function indexComments(tx: Executor, ids: number[]): Promise<void> {
  await tx.execute(sql`select from comments where id = any(${toIdArray(ids)}) order by id for share`);
  await tx.execute(sql`select refresh_search_comments(${toIdArray(ids)})`);
}
