import { and, desc, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, mutedDiscussions, notificationSettings } from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { defaultMailSettings, type MailSettings } from "./rules.ts";

/** The discussions listed on the settings page. */
const maxListedDiscussions = 50;

/** The columns of the choices. */
export const mailSettingsColumns = {
  replies: notificationSettings.replies,
  mentions: notificationSettings.mentions,
  decisions: notificationSettings.decisions,
  follows: notificationSettings.follows,
  staff: notificationSettings.staff,
  moderationDigest: notificationSettings.moderationDigest,
};

/** Reads which mails a member gets, and how soon. */
export async function readMailSettings(db: Executor, memberId: number): Promise<MailSettings> {
  const [row] = await db
    .select(mailSettingsColumns)
    .from(notificationSettings)
    .where(eq(notificationSettings.memberId, memberId));
  return row ?? defaultMailSettings;
}

/** Lists the discussions about which a member wants no mail, newest choice first. */
export function listMutedDiscussions(db: Executor, memberId: number) {
  return db
    .select({ id: articles.id, slug: articles.slug, title: articles.title })
    .from(mutedDiscussions)
    .innerJoin(articles, and(eq(articles.id, mutedDiscussions.articleId), hasReaders))
    .where(eq(mutedDiscussions.memberId, memberId))
    .orderBy(desc(mutedDiscussions.createdAt), desc(articles.id))
    .limit(maxListedDiscussions);
}
