import { and, desc, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { MailFrequency } from "#db/schema/follows.ts";
import { articles, mutedDiscussions, notificationSettings } from "#db/schema.ts";
import { defaultFrequencies, type MailTopic } from "./rules.ts";

/** The discussions listed on the settings page. */
const maxListedDiscussions = 50;

/** The columns of the choices. */
export const frequencyColumns = {
  replies: notificationSettings.replies,
  mentions: notificationSettings.mentions,
  decisions: notificationSettings.decisions,
  follows: notificationSettings.follows,
  staff: notificationSettings.staff,
};

/** Reads how soon each kind of news is mailed to a member. */
export async function readMailSettings(db: Executor, memberId: number): Promise<Record<MailTopic, MailFrequency>> {
  const [row] = await db
    .select(frequencyColumns)
    .from(notificationSettings)
    .where(eq(notificationSettings.memberId, memberId));
  return row ?? defaultFrequencies;
}

/** Lists the discussions about which a member wants no mail, newest choice first. */
export function listMutedDiscussions(db: Executor, memberId: number) {
  return db
    .select({ id: articles.id, slug: articles.slug, title: articles.title })
    .from(mutedDiscussions)
    .innerJoin(articles, and(eq(articles.id, mutedDiscussions.articleId), eq(articles.status, "published")))
    .where(eq(mutedDiscussions.memberId, memberId))
    .orderBy(desc(mutedDiscussions.createdAt), desc(articles.id))
    .limit(maxListedDiscussions);
}
