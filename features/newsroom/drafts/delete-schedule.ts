import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { articleSchedules } from "#db/schema.ts";

/**
 * Deletes an article's schedule after it was published, taken back or discarded. The caller holds the article's lock.
 */
export const deleteSchedule = (tx: Executor, articleId: number): Promise<void> => deleteSchedules(tx, [articleId]);

/** Deletes the schedules of several articles. */
export async function deleteSchedules(tx: Executor, articleIds: number[]): Promise<void> {
  await tx.delete(articleSchedules).where(sql`${articleSchedules.articleId} = any(${toIdArray(articleIds)})`);
}
