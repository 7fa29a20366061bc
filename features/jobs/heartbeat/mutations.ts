import { inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notifications, pendingNotificationMails, workerHeartbeats } from "#db/schema.ts";
import { claimMail } from "#lib/mail/mail-claims.ts";
import { listAdministrators } from "./queries.ts";
import { outageKey } from "./rules.ts";

/**
 * Records that a process runs jobs. Deletes the heartbeats of processes that ended long ago, and those from the future:
 * they were written before the clock was set back, and would hide that nothing runs.
 */
export async function recordHeartbeat(db: Executor, id: string, options: { isFirst?: boolean } = {}): Promise<void> {
  const now = sql`now()`;
  await db
    .insert(workerHeartbeats)
    .values({ id })
    .onConflictDoUpdate({
      target: workerHeartbeats.id,
      set: { beatAt: now, ...(options.isFirst && { startedAt: now }) },
    });
  await db
    .delete(workerHeartbeats)
    .where(sql`beat_at < now() - interval '1 day' or beat_at > now() + interval '1 minute'`);
}

/**
 * Opens the incident that no jobs have run since the heartbeat with this mark, and notifies the administrators on the
 * site. Of many processes one opens it; the others, and later calls, get false.
 */
export async function openOutage(db: Executor, mark: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    if (!(await claimMail(tx, outageKey(mark)))) return false;
    const administrators = await listAdministrators(tx);
    if (administrators.length === 0) return true;
    const added = await tx
      .insert(notifications)
      .values(administrators.map((memberId) => ({ memberId, kind: "alert" as const, alert: "worker-silence" })))
      .returning({ id: notifications.id });
    // Their mail is sent now by a web process, not again by the worker once it is back.
    await tx.delete(pendingNotificationMails).where(
      inArray(
        pendingNotificationMails.notificationId,
        added.map(({ id }) => id),
      ),
    );
    return true;
  });
}
