import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { noticeEvents, notices } from "#db/schema.ts";

/** The columns of a notice on which nothing is decided (any longer). */
export function opened(state: "received" | "review") {
  return {
    ...{ state, outcome: null, decidedAt: null, decisionId: null, reasons: "" },
    version: sql`${notices.version} + 1`,
  };
}

/** One of a kind is open at a time: its sender may have sent it again meanwhile. */
export async function mayOpenAgain(tx: Executor, notice: typeof notices.$inferSelect): Promise<boolean> {
  if (notice.decidedAt === null) return true;
  const [other] = await tx
    .select({ id: notices.id })
    .from(notices)
    .where(and(eq(notices.digest, notice.digest), isNull(notices.decidedAt)));
  return other === undefined;
}

/**
 * What an undone decision on the content leaves of its notices, also where their senders had the mail: they wait again, by the hand of whoever
 * undid it. Where the same one was sent again meanwhile, both wait: this one no longer counts as the same. In the transaction of the undo.
 */
export async function reopenUndone(tx: Executor, decisionId: number, actorId: number | null): Promise<void> {
  const held = await tx
    .select()
    .from(notices)
    .where(and(eq(notices.decisionId, decisionId), eq(notices.state, "decided")))
    .orderBy(notices.id)
    .for("update");
  for (const notice of held) {
    await tx.insert(noticeEvents).values({ noticeId: notice.id, kind: "review", actorId });
    const digest = (await mayOpenAgain(tx, notice)) ? notice.digest : notice.reference;
    await tx
      .update(notices)
      .set({ ...opened("review"), digest })
      .where(eq(notices.id, notice.id));
  }
}
