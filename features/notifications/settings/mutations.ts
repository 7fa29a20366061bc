import { randomBytes } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mutedDiscussions, notificationSettings } from "#db/schema.ts";
import { mailSettingsColumns } from "./queries.ts";
import type { MailSettings } from "./rules.ts";

/** Stores which mails a member gets, and how soon. Absent choices are left unchanged. */
export async function storeMailSettings(
  tx: Executor,
  memberId: number,
  chosen: { [choice in keyof MailSettings]?: MailSettings[choice] | undefined },
): Promise<void> {
  await tx
    .insert(notificationSettings)
    .values({ memberId, linkKey: randomBytes(32), ...chosen })
    .onConflictDoUpdate({ target: notificationSettings.memberId, set: { ...chosen, updatedAt: sql`now()` } });
}

/**
 * Returns a member's choices and the key that signs the links of their mails, and locks them: two processes that mail the
 * same member wait for each other. Stores the defaults for a member who has not chosen.
 */
export async function lockMailSettings(tx: Executor, memberId: number) {
  await tx
    .insert(notificationSettings)
    .values({ memberId, linkKey: randomBytes(32) })
    .onConflictDoNothing();
  const [row] = await tx
    .select({ ...mailSettingsColumns, linkKey: notificationSettings.linkKey })
    .from(notificationSettings)
    .where(eq(notificationSettings.memberId, memberId))
    .for("update");
  if (!row) throw new Error("The settings were not stored.");
  return row;
}

/** Mails a member about a discussion again. */
export async function unmuteDiscussion(tx: Executor, memberId: number, articleId: number): Promise<void> {
  await tx
    .delete(mutedDiscussions)
    .where(and(eq(mutedDiscussions.memberId, memberId), eq(mutedDiscussions.articleId, articleId)));
}
