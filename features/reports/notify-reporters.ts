import { inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notifications } from "#db/schema.ts";
import { listReporterNotifications } from "./queries.ts";

/** Rows per statement: far below PostgreSQL's limit of 65,535 parameters. */
const batchSize = 2_000;

/**
 * Notifies the reporters of these comments of the outcome, if it differs from their last notification: after a
 * decision, and after its undo. An unread notification of an outcome that no longer holds is deleted; a read one is
 * followed by "under review again". Members are not notified of their own decisions, nor if they turned these
 * notifications off. Call it in the transaction of the decision.
 */
export async function notifyReporters(tx: Executor, commentIds: number[]): Promise<void> {
  if (commentIds.length === 0) return;
  const outdated: number[] = [];
  const added: (typeof notifications.$inferInsert)[] = [];
  for (const {
    commentId,
    memberId,
    outcome,
    status,
    decisionId,
    actorId,
    muted,
    earlier,
  } of await listReporterNotifications(tx, commentIds)) {
    const isDecided = outcome === "upheld" || outcome === "dismissed";
    const current = isDecided ? status : "pending";
    if (current === (earlier ? earlier.status : "pending")) continue;
    if (earlier) outdated.push(earlier.id);
    if (muted || actorId === memberId || (!isDecided && !earlier?.read)) continue;
    added.push({ memberId, kind: "report", commentId, status: current, decisionId });
  }
  if (outdated.length > 0) await tx.delete(notifications).where(inArray(notifications.id, outdated));
  for (let from = 0; from < added.length; from += batchSize)
    await tx.insert(notifications).values(added.slice(from, from + batchSize));
}
