import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleSchedules } from "#db/schema.ts";

/**
 * Deletes an article's schedule after it was published, taken back or discarded. The caller holds the article's lock.
 */
export async function deleteSchedule(tx: Executor, articleId: number): Promise<void> {
  await tx.delete(articleSchedules).where(eq(articleSchedules.articleId, articleId));
}
