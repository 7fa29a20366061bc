import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** Notifies the followers of an article's tags, categories and authors that it is published (`announceArticle`). */
export const articleAnnouncementJob: JobDefinition<{ article: number }> = {
  name: "article-announcement",
  payload: z.object({ article: z.number() }),
};

/**
 * Whether a publication may be news to followers: the first one, or one soon after it, since the job may have found the
 * article withdrawn. An older article that appears again is none.
 * @param publishedAt the date of the first publication; null if this is the first
 */
export function isNews(publishedAt: Date | null, now = new Date()): boolean {
  return publishedAt === null || publishedAt.getTime() > now.getTime() - 86_400_000;
}
