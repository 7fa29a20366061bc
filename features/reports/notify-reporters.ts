import { inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notifications } from "#db/schema.ts";
import { listReporterNotifications } from "./queries.ts";

/** Rows of one statement: far below the 65,535 values that it may carry. */
const batchSize = 2_000;

/**
 * Tells whoever reported these comments what became of it, if that is not what they were told last: after a decision, after its undo, and
 * however often. An outcome that was taken back unread is never seen; one that was read is followed by "looked at again". Nobody is told of
 * what they decided themselves, nor who does not want to hear. In the transaction of the decision.
 */
export async function notifyReporters(tx: Executor, commentIds: number[]): Promise<void> {
  if (commentIds.length === 0) return;
  const old: number[] = [];
  const told: (typeof notifications.$inferInsert)[] = [];
  for (const {
    commentId,
    memberId,
    outcome,
    status,
    decisionId,
    actorId,
    quiet,
    notice,
  } of await listReporterNotifications(tx, commentIds)) {
    const judged = outcome === "upheld" || outcome === "dismissed";
    const now = judged ? status : "pending";
    if (now === (notice ? notice.told : "pending")) continue;
    if (notice) old.push(notice.id);
    if (quiet || actorId === memberId || (!judged && !notice?.read)) continue;
    told.push({ memberId, kind: "report", commentId, status: now, decisionId });
  }
  if (old.length > 0) await tx.delete(notifications).where(inArray(notifications.id, old));
  for (let from = 0; from < told.length; from += batchSize)
    await tx.insert(notifications).values(told.slice(from, from + batchSize));
}
