import { and, eq, isNull, lte, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notifications } from "#db/schema.ts";

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
