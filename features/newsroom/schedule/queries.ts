import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleSchedules, members, type ScheduleFailure } from "#db/schema.ts";

export interface ArticleSchedule {
  publishAt: Date;
  /** Who planned it; null when their account has gone. */
  by: string | null;
  /** Why it did not happen. */
  refusal: ScheduleFailure | null;
}

/** What is planned for an article, or was and could not be done; undefined when nothing. */
export async function findSchedule(db: Executor, articleId: number): Promise<ArticleSchedule | undefined> {
  const [row] = await db
    .select({ publishAt: articleSchedules.publishAt, by: members.name, refusal: articleSchedules.failure })
    .from(articleSchedules)
    .leftJoin(members, eq(members.id, articleSchedules.scheduledBy))
    .where(eq(articleSchedules.articleId, articleId));
  return row;
}
