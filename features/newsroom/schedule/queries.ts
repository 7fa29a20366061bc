import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleSchedules, members, type ScheduleFailure } from "#db/schema.ts";

export interface ArticleSchedule {
  publishAt: Date;
  /** The member who scheduled it; null: their account was deleted. */
  by: string | null;
  /** Why the publication failed. */
  refusal: ScheduleFailure | null;
}

/** Finds an article's schedule, pending or failed; undefined if there is none. */
export async function findSchedule(db: Executor, articleId: number): Promise<ArticleSchedule | undefined> {
  const [row] = await db
    .select({ publishAt: articleSchedules.publishAt, by: members.name, refusal: articleSchedules.failure })
    .from(articleSchedules)
    .leftJoin(members, eq(members.id, articleSchedules.scheduledBy))
    .where(eq(articleSchedules.articleId, articleId));
  return row;
}
