import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, mutedDiscussions } from "#db/schema.ts";
import { setMailed } from "#features/follows/mutations.ts";
import { storeMailSettings } from "../settings/mutations.ts";
import { readMailSettings } from "../settings/queries.ts";
import { mailTopics } from "../settings/rules.ts";
import type { StopRequest } from "./stop-link.ts";

/** Stops the mails that a link names; doing it twice changes nothing. */
export async function stopMails(db: Executor, { memberId, subject }: StopRequest): Promise<void> {
  await db.transaction(async (tx) => {
    if (subject.kind === "topic" && subject.topic === "moderationDigest")
      return storeMailSettings(tx, memberId, { moderationDigest: false });
    if (subject.kind === "topic") return storeMailSettings(tx, memberId, { [subject.topic]: "never" });
    if (subject.kind === "digest") {
      const current = await readMailSettings(tx, memberId);
      const stopped = mailTopics.filter((topic) => current[topic] === subject.rhythm);
      return storeMailSettings(tx, memberId, Object.fromEntries(stopped.map((topic) => [topic, "never"])));
    }
    await setMailed(tx, memberId, subject, false);
    // It also covers replies and mentions there, whether or not the member follows the discussion.
    if (subject.kind === "discussion")
      await tx
        .insert(mutedDiscussions)
        .select(
          tx
            .select({
              memberId: sql<number>`${memberId}::bigint`.as("member_id"),
              articleId: articles.id,
              createdAt: sql<Date>`now()`.as("created_at"),
            })
            .from(articles)
            .where(sql`${articles.id} = ${subject.id}`),
        )
        .onConflictDoNothing();
  });
}
