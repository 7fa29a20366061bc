import { and, eq, isNull, lte, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notifications } from "#db/schema.ts";
import { notificationDays } from "./rules.ts";

/**
 * Marks a member's notifications up to `until` as read: those that came after the page was rendered stay unread. Returns how many were
 * marked.
 */
export async function markReadUntil(tx: Executor, memberId: number, until: number): Promise<number> {
  const marked = await tx
    .update(notifications)
    .set({ readAt: sql`now()` })
    .where(and(eq(notifications.memberId, memberId), lte(notifications.id, until), isNull(notifications.readAt)))
    .returning({ id: notifications.id });
  return marked.length;
}

/** Notifications of one statement. */
const batchSize = 2_000;

/** Deletes old notifications, read or not. The oldest come first, so that no run reads the whole table. */
export async function deleteOldNotifications(db: Executor): Promise<void> {
  for (;;) {
    const deleted = await db.execute(sql`
      delete from ${notifications} as n using (
        select id, created_at from ${notifications} order by id limit ${batchSize}::int) as oldest
      where n.id = oldest.id and oldest.created_at < now() - make_interval(days => ${notificationDays}::int)
      returning n.id`);
    if (deleted.length < batchSize) return;
  }
}
