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

/** What an undone decision on the content leaves of its notice: it waits again, nobody was told. */
export async function reopenUndone(db: Executor, noticeId: number): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.insert(noticeEvents).values({ noticeId, kind: "review" });
    await tx.update(notices).set(opened("review")).where(eq(notices.id, noticeId));
  });
}
